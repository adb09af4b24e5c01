import type { PsPrimitive } from './value.js';

const structs: ReadonlySet<PsPrimitive['type']> = new Set([
  ...(['Boolean', 'Char', 'Byte', 'SByte', 'Int16', 'UInt16', 'Int32', 'UInt32', 'Int64', 'UInt64'] as const),
  ...(['Single', 'Double', 'Decimal', 'DateTime', 'TimeSpan', 'Guid'] as const),
]);

/** Types whose .NET name is not `System.` and their name. A script block is read back as a string. */
const named: Partial<Readonly<Record<PsPrimitive['type'], readonly string[]>>> = {
  ByteArray: ['System.Byte[]', 'System.Array'],
  XmlDocument: ['System.Xml.XmlDocument', 'System.Xml.XmlNode'],
  ScriptBlock: ['System.String'],
  SecureString: ['System.Security.SecureString'],
  ProgressRecord: ['System.Management.Automation.ProgressRecord'],
};

/**
 * The type names PowerShell gives to a primitive with properties, which is sent without any (measured, PowerShell
 * 7.6.9, PSSerializer.Deserialize).
 */
export function suppliedTypeNames({ type }: PsPrimitive): readonly string[] {
  return [...(named[type] ?? [`System.${type}`, ...(structs.has(type) ? ['System.ValueType'] : [])]), 'System.Object'];
}
