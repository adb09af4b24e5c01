/** Scripts live in files of their own; the build puts their text into the program. */
declare module '*.ps1' {
  const text: string;
  export default text;
}
