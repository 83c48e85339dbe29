/** The API's part of numbers. */
import { apiUrl, get } from '../../api'
import type { Lang } from '../../time'
import type { Numbers, TableName, Trend } from './model'

export const TREND_DAYS = 30

export const numbersApi = {
  numbers: (day: string | null) => get<Numbers>(`numbers${queryOf({ day })}`),
  trend: (day: string | null) => get<Trend>(`numbers/trend${queryOf({ day, days: String(TREND_DAYS) })}`),
}

/** The address of a table as a file, its headings in the page's language. */
export function fileUrl(table: TableName, form: 'csv' | 'xlsx', day: string, lang: Lang): string {
  return apiUrl(`numbers/${table}.${form}${queryOf({ day, lang })}`)
}

function queryOf(given: Readonly<Record<string, string | null>>): string {
  const query = new URLSearchParams()
  for (const [key, value] of Object.entries(given)) if (value !== null) query.set(key, value)
  const text = query.toString()
  return text ? `?${text}` : ''
}
