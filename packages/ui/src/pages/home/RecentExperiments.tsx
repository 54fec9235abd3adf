import type { Experiment } from '@tailrace/contract'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { railQuery } from '../../api/experiment-query.ts'
import { ErrorState } from '../../controls/ErrorState.tsx'
import { Link } from '../../controls/Link.tsx'
import { Section } from '../../controls/Section.tsx'
import { TagList, isSystemTag } from '../../controls/TagList.tsx'
import { Time } from '../../controls/Time.tsx'
import { links } from '../../links.ts'
import { firstLine, tagOf } from '../experiments/experiment-rows.ts'
import styles from './Home.module.css'

/** Experiments of the list, and tags of each; the page of experiments has the rest. */
const SHOWN = 5
const TAGS = 2

/** The experiments that changed last. They are the first ones of the rail, which is asked for anyway. */
export function RecentExperiments(): ReactNode {
  const { data, error, refetch } = useQuery(railQuery)
  const experiments = data?.experiments?.slice(0, SHOWN)
  return (
    <Section title="Recent experiments" actions={<Link to="/experiments">All experiments</Link>}>
      {error && <ErrorState error={error} retry={() => void refetch()} />}
      {data && !experiments?.length && <span className="dim">Every experiment is in the trash.</span>}
      <ul className={styles['items']}>
        {experiments?.map((experiment) => (
          <RecentExperiment key={experiment.experiment_id} experiment={experiment} />
        ))}
      </ul>
    </Section>
  )
}

function RecentExperiment({ experiment: { experiment_id, name, last_update_time, tags = [] } }: { experiment: Experiment }): ReactNode {
  const about = firstLine(tagOf(tags, 'mlflow.note.content'))
  const own = tags.filter(({ key }) => !isSystemTag(key)).slice(0, TAGS)
  return (
    <li className={styles['several']}>
      <div>
        <Link to={links.experiment(experiment_id)} className="cut" title={name}>
          {name}
        </Link>
        <span className={styles['end']}>
          <Time at={last_update_time} />
        </span>
      </div>
      {about && (
        <div className={`${styles['about']} dim cut`} title={about}>
          {about}
        </div>
      )}
      {own.length > 0 && (
        <div className={styles['tags']}>
          <TagList tags={own} />
        </div>
      )}
    </li>
  )
}
