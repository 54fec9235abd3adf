/** A type of the contract as a browser's JSON parser makes it: 64-bit integers are plain numbers. */
export type OnTheWire<Value> = Value extends bigint ? never : Value extends object ? { [Key in keyof Value]: OnTheWire<Value[Key]> } : Value
