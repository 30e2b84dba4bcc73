import {
  AUDIT_WORDS,
  type AuditChange,
  type AuditEntry,
  type AuditTarget,
} from '@perezvon/cti-server/contract';
import { Link } from 'wouter';
import { deviceName } from '../../text/device.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import classes from './AuditList.module.css';

/** Rows that tell of something going wrong. */
const TROUBLE: ReadonlySet<string> = new Set([
  'sign-in-refused',
  'sign-in-throttled',
  'link-refused',
  'password-refused',
  'connection-tests-held',
  'recording-pause-failed',
]);

/** One row of the log: what, who, to what, from where, and each change. */
export function AuditRow({ entry }: { entry: AuditEntry }) {
  const { t, exact, language } = useSpeech();
  const { n, at, action, who, target, address, userAgent, changes } = entry;
  const self = target?.kind === 'user' && target.id === who?.id;
  return (
    <li className={classes.row} data-row data-trouble={TROUBLE.has(action) || undefined}>
      <div className={classes.what}>
        <strong>{AUDIT_WORDS[language][action] ?? action}</strong>
        {target && !self && <Target target={target} />}
        {changes.length > 0 && (
          <ul className={classes.changes}>
            {changes.map((change, index) => (
              <Change key={`${change.field} ${index}`} change={change} />
            ))}
          </ul>
        )}
      </div>
      <div className={classes.who}>
        <HostileText
          text={who ? who.name || who.login : t.audit.nobody}
          whole={who ? `${who.name} (${who.login})` : t.audit.nobody}
        />
        <span className="quiet">
          <HostileText text={`${address} · ${deviceName(userAgent)}`} whole={userAgent} />
        </span>
      </div>
      <time className={classes.when} dateTime={at} title={t.audit.row(n)}>
        {exact(at)}
      </time>
    </li>
  );
}

function Target({ target }: { target: AuditTarget }) {
  const { t } = useSpeech();
  const { kind, id, name } = target;
  if (kind === 'call') return <Link href={`/calls/${encodeURIComponent(id)}`}>{t.audit.call}</Link>;
  return <HostileText text={kind === 'records' ? t.audit.records(id, name) : name || id} />;
}

function Change({ change }: { change: AuditChange }) {
  const { t } = useSpeech();
  const { field, before, after, secret } = change;
  const text = (value: AuditChange['before']) => (value === null ? '—' : String(value));
  return (
    <li>
      <bdi className={classes.field}>{field}</bdi>{' '}
      {secret ? (
        t.audit.set
      ) : (
        <>
          <HostileText text={text(before)} /> → <HostileText text={text(after)} />
        </>
      )}
    </li>
  );
}
