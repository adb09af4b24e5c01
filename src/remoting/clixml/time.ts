const dateTime = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:\d\d)?$/;
const timeSpan = /^(-)?P(?:(\d{1,8})D)?(?:T(?:(\d{1,10})H)?(?:(\d{1,12})M)?(?:(\d{1,14})(?:\.(\d{1,9}))?S)?)?$/;

/**
 * Whether the text is what XmlConvert writes for a DateTime: `2018-06-13T23:45:29.4583203+00:00`, `…Z`, or without a
 * zone.
 */
export const isDateTime = (text: string): boolean => dateTime.test(text);

/** Whether the text is what XmlConvert writes for a TimeSpan: `P1DT2H3.000004S`, `-PT1M30S`, `PT0S`. */
export const isTimeSpan = (text: string): boolean => timeSpan.test(text) && /\d[DHMS]$/.test(text);

/**
 * The instant of a DateTime's text. Undefined when the text has no time zone (the instant is then not known) or not a
 * real day. A Date has milliseconds: finer digits are in the text only.
 */
export function instantOf(text: string): Date | undefined {
  const [, year, month, day, hour, minute, second, fraction = '', zone] = dateTime.exec(text) ?? [];
  if (zone === undefined) return undefined;
  const date = new Date(
    `${year!}-${month!}-${day!}T${hour!}:${minute!}:${second!}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`,
  );
  return Number.isNaN(date.getTime()) ? undefined : date;
}

/** A TimeSpan's text in .NET ticks of 100 nanoseconds; undefined when it is not one. */
export function ticksOf(text: string): bigint | undefined {
  if (!isTimeSpan(text)) return undefined;
  const [, sign, days = '0', hours = '0', minutes = '0', seconds = '0', fraction = ''] = timeSpan.exec(text)!;
  const wholeSeconds = ((BigInt(days) * 24n + BigInt(hours)) * 60n + BigInt(minutes)) * 60n + BigInt(seconds);
  const ticks = wholeSeconds * 10_000_000n + BigInt(fraction.slice(0, 7).padEnd(7, '0'));
  return sign === undefined ? ticks : -ticks;
}
