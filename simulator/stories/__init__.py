"""Stories: cases told with trucks, papers and truth of their own, one file a family of kinds."""
