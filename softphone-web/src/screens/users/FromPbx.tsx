import { Button, Checkbox, NativeSelect, Skeleton, TextInput } from '@mantine/core';
import type { PbxStatus, User } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { CopyText } from '../../cards/CopyText.tsx';
import { useParts } from '../../cards/parts.tsx';
import { failureSentence } from '../../text/problems.ts';
import { useSpeech } from '../../text/language.tsx';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import classes from './FromPbx.module.css';

/** What is typed for an extension that gets a user. */
interface Wanted {
  readonly name: string;
  readonly login: string;
}

/** What became of one. */
interface Made extends Wanted {
  readonly extension: string;
  /** The invite link, or why there is no user. */
  readonly link: string | null;
  readonly trouble: string | null;
}

/** Makes users of the extensions that a PBX has and nobody is at, many at once, with an invite link each. */
export function FromPbx(props: { pbx: readonly PbxStatus[]; back: () => void }) {
  const { t } = useSpeech();
  const [pbx, setPbx] = useState(props.pbx[0]?.pbx ?? '');
  const [made, setMade] = useState<readonly Made[] | null>(null);
  const words = t.users.fromPbx;
  return (
    <div className={classes.all}>
      <p className="quiet">{words.about}</p>
      {props.pbx.length > 1 && (
        <NativeSelect
          label={t.users.pbx}
          value={pbx}
          onChange={(event) => setPbx(event.currentTarget.value)}
          data={props.pbx.map((one) => ({ value: one.pbx, label: one.name }))}
        />
      )}
      {pbx === '' && <Empty text={words.noPbx} />}
      {pbx !== '' && !made && <Free key={pbx} pbx={pbx} made={setMade} />}
      {made && <Links made={made} />}
      <div>
        <Button variant="subtle" color="gray" onClick={props.back}>
          {words.back}
        </Button>
      </div>
    </div>
  );
}

function Free({ pbx, made }: { pbx: string; made: (all: readonly Made[]) => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const [wanted, setWanted] = useState<Readonly<Record<string, Wanted>>>({});
  const [device, setDevice] = useState<User['device']>('desk');
  const [done, setDone] = useState<number | null>(null);
  const query = useQuery({ queryKey: ['extensions', pbx], queryFn: () => api.extensions(pbx) });
  const words = t.users.fromPbx;
  const chosen = Object.entries(wanted);

  async function make() {
    const all: Made[] = [];
    for (const [extension, { name, login }] of chosen) {
      setDone(all.length);
      try {
        const user = { name, login, role: 'operator', pbx, extension, device } as const;
        const { id } = await api.createUser(user);
        all.push({ extension, name, login, link: await api.invite(id), trouble: null });
      } catch (error) {
        all.push({ extension, name, login, link: null, trouble: failureSentence(t, error) });
      }
    }
    for (const what of ['users', 'extensions']) {
      await queries.invalidateQueries({ queryKey: [what] });
    }
    made(all);
  }

  if (query.isPending) return <Skeleton height={160} radius="md" />;
  if (query.isError) {
    const again = { label: t.app.retry, act: () => void query.refetch() };
    return <Failure text={failureSentence(t, query.error)} again={again} />;
  }
  const free = query.data.filter(({ user }) => user === null);
  if (free.length === 0) return <Empty text={words.none(query.data.length)} />;
  const complete = chosen.every(([, { name, login }]) => name.trim() && login.trim());
  return (
    <form
      className={classes.all}
      onSubmit={(event) => {
        event.preventDefault();
        void make();
      }}
    >
      <ul className={classes.list}>
        {free.map(({ extension }) => (
          <Row
            key={extension}
            extension={extension}
            wanted={wanted[extension] ?? null}
            set={(typed) => {
              const { [extension]: _, ...others } = wanted;
              setWanted(typed ? { ...others, [extension]: typed } : others);
            }}
          />
        ))}
      </ul>
      <NativeSelect
        label={t.phone.device}
        description={device === 'browser' ? words.browserHint : undefined}
        value={device}
        onChange={(event) => setDevice(event.currentTarget.value as User['device'])}
        data={Object.entries(t.phone.devices).map(([value, label]) => ({ value, label }))}
      />
      <Button type="submit" loading={done !== null} disabled={chosen.length === 0 || !complete}>
        {words.make(chosen.length)}
      </Button>
      {done !== null && <p role="status">{words.progress(done, chosen.length)}</p>}
    </form>
  );
}

function Row(props: {
  extension: string;
  wanted: Wanted | null;
  set: (typed: Wanted | null) => void;
}) {
  const { t } = useSpeech();
  const { extension, wanted, set } = props;
  return (
    <li className={classes.row}>
      <Checkbox
        label={extension}
        checked={wanted !== null}
        onChange={(event) =>
          set(event.currentTarget.checked ? { name: '', login: extension } : null)
        }
      />
      {wanted && (
        <>
          <TextInput
            aria-label={`${t.users.name} · ${extension}`}
            placeholder={t.users.name}
            value={wanted.name}
            onChange={(event) => set({ ...wanted, name: event.currentTarget.value })}
            maxLength={200}
            data-autofocus
          />
          <TextInput
            aria-label={`${t.users.login} · ${extension}`}
            placeholder={t.users.login}
            value={wanted.login}
            onChange={(event) => set({ ...wanted, login: event.currentTarget.value })}
            maxLength={100}
            autoCapitalize="none"
            spellCheck={false}
          />
        </>
      )}
    </li>
  );
}

function Links({ made }: { made: readonly Made[] }) {
  const { t } = useSpeech();
  const words = t.users.fromPbx;
  const all = made.flatMap(({ name, login, link }) => (link ? [`${name}\t${login}\t${link}`] : []));
  return (
    <>
      <p role="status">{words.made(all.length)}</p>
      <ul className={classes.list}>
        {made.map(({ extension, name, link, trouble }) => (
          <li key={extension} className={classes.row}>
            <span className="figures">{extension}</span>
            <bdi>{name}</bdi>
            {link ? (
              <CopyText text={link} size="compact-sm" variant="subtle" />
            ) : (
              <span role="alert">{trouble}</span>
            )}
          </li>
        ))}
      </ul>
      {all.length > 1 && (
        <div>
          <p className="quiet">{words.copyAll}</p>
          <CopyText text={all.join('\n')} variant="default" />
        </div>
      )}
    </>
  );
}
