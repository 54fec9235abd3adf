/** Kinds of things that rights are given on. A model version belongs to its registered model, a saved view to its experiments. */
export type Resource = 'experiment' | 'run' | 'logged_model' | 'registered_model' | 'view' | 'artifact' | 'server'

/** What a caller may do with a resource. `create` adds something to it: a run to an experiment, a version to a registered model. */
export type Right = 'read' | 'use' | 'update' | 'delete' | 'manage' | 'create'

/**
 * Where a request names something: a field (`run_id`), the items of a list (`run_ids[]`), a field of them (`models[].model_id`), a query
 * argument of a route beside the contract, or a path parameter (`:path`, `:*`).
 */
export type FieldPath<Name extends string = string> = Name | `${Name}[]` | `${Name}.${string}` | `${Name}[].${string}` | `:${string}`

/** A right that the caller needs on each resource that one field of the request names. A field that is absent names none. */
export interface ResourceAccess<Name extends string = string> {
  readonly right: Right
  readonly resource: Resource
  /** Absent for the server itself. */
  readonly field?: FieldPath<Name>
  /** The field holds a name; else an id, and for a registered model or an artifact always its name or location. */
  readonly by?: 'name'
  /** The right is needed only for these values of another field. */
  readonly when?: { readonly field: Name; readonly values: readonly string[] }
}

/** The response holds only those resources of a kind that the caller may read. */
export interface FilteredAccess<Name extends string = string> {
  readonly filtered: Resource
  /** Where the request narrows them down. */
  readonly field?: FieldPath<Name>
}

/**
 * Who may call: everybody (`public`), every user who signed in, administrators alone, or whoever has all the rights of a list. Each resource that
 * a request names stands in the list.
 */
export type Access<Name extends string = string> =
  | 'public'
  | 'signed-in'
  | 'administrator'
  | readonly [ResourceAccess<Name> | FilteredAccess<Name>, ...(ResourceAccess<Name> | FilteredAccess<Name>)[]]

/** The resource that an operation is about: the first of its access list, else the server. */
export function resourceOf(access: Access): Resource {
  if (typeof access === 'string') return 'server'
  const [first] = access
  return 'filtered' in first ? first.filtered : first.resource
}

/** Describes each rule in a line, such as `update run run_id` or `filtered run experiment_ids[]`. */
export function describeAccess(access: Access): string[] {
  if (typeof access === 'string') return [access]
  return access.map((rule) => {
    if ('filtered' in rule) return ['filtered', rule.filtered, rule.field].filter(Boolean).join(' ')
    const when = rule.when && `when ${rule.when.field} is ${rule.when.values.join(' or ')}`
    return [rule.right, rule.resource, rule.field, rule.by && 'by name', when].filter(Boolean).join(' ')
  })
}
