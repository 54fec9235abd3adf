import { Link } from '../../controls/Link.tsx'
import type { ReactNode } from 'react'

/** The breadcrumb of what lies below the list of models. */
export const ModelsCrumb = (): ReactNode => <Link to="/models">Models</Link>
