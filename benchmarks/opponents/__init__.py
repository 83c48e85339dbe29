"""Others that do a part of what the tracker does, each as small and as quick as it is written well."""
