import { Button, Skeleton } from '@mantine/core';
import type { Connection, PbxStatus } from '@perezvon/cti-server/contract';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { LOOK_AGAIN } from '../../cards/look-again.ts';
import { useParts } from '../../cards/parts.tsx';
import { Question } from '../../cards/Question.tsx';
import { useOpened } from '../../cards/use-opened.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import rows from '../../ui/rows.module.css';
import { ConnectionEdit } from './ConnectionEdit.tsx';
import { ConnectionRow } from './ConnectionRow.tsx';
import { Examination } from './Examination.tsx';
import { SecretKey } from './SecretKey.tsx';
import { nameOf, schemaOf } from './connection-facts.ts';

type Open =
  | { readonly what: 'edit'; readonly connection: Connection | null }
  | { readonly what: 'disable' | 'remove' | 'doctor'; readonly connection: Connection };

/** The PBXs that the server is connected to: for administrators. */
export function ConnectionScreen({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { user } = useParts();
  if (user.role !== 'admin') return <Empty text={t.connections.denied} />;
  return <Connections pbx={pbx} />;
}

function Connections({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [open, setOpen] = useOpened<Open>(({ what }) => what === 'edit' || what === 'doctor');
  const query = useQuery({
    queryKey: ['connections'],
    queryFn: () => api.connections(),
    ...LOOK_AGAIN,
  });
  const close = () => setOpen(null);

  async function act(change: () => Promise<unknown>) {
    try {
      await change();
      await queries.invalidateQueries({ queryKey: ['connections'] });
      close();
    } catch (error) {
      tellFailure(error);
    }
  }

  if (open?.what === 'edit' && query.data) {
    const { connection } = open;
    const title = connection ? nameOf(connection) : t.connections.create;
    const { kinds, accounts } = query.data;
    const schema = schemaOf(connection, kinds);
    const account = accounts[Object.keys(kinds)[0] ?? ''] ?? null;
    return (
      <Plate label={title}>
        <div className={rows.top}>
          <h1 className={rows.title}>
            <HostileText text={title} lines={2} />
          </h1>
        </div>
        <ConnectionEdit connection={connection} schema={schema} account={account} done={close} />
      </Plate>
    );
  }
  if (open?.what === 'doctor') {
    return (
      <Plate label={t.connections.doctorTitle(nameOf(open.connection))}>
        <Examination connection={open.connection} back={close} />
      </Plate>
    );
  }
  const asked = open?.connection ?? null;
  const [id, name] = asked ? [asked.id, nameOf(asked)] : ['', ''];
  return (
    <Plate label={t.connections.title}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.connections.title}</h1>
        <Button
          leftSection={<IconPlus size={18} aria-hidden />}
          onClick={() => setOpen({ what: 'edit', connection: null })}
        >
          {t.connections.create}
        </Button>
      </div>
      {query.isPending && <Skeleton height={160} radius="md" />}
      {query.isError && (
        <Failure
          text={t.connections.failed}
          again={{ label: t.app.retry, act: () => void query.refetch() }}
        />
      )}
      {query.data?.items.length === 0 && <Empty text={t.connections.none} />}
      <ul className={rows.list}>
        {query.data?.items.map((connection) => (
          <ConnectionRow
            key={connection.id}
            connection={connection}
            status={pbx.find((one) => one.pbx === connection.id) ?? null}
            examine={() => setOpen({ what: 'doctor', connection })}
            edit={() => setOpen({ what: 'edit', connection })}
            toggle={() =>
              connection.enabled
                ? setOpen({ what: 'disable', connection })
                : void act(() => api.enableConnection(connection.id, true))
            }
            remove={() => setOpen({ what: 'remove', connection })}
          />
        ))}
      </ul>
      <SecretKey />
      <Question
        asked={open?.what === 'disable'}
        title={t.connections.disableTitle(name)}
        act={t.connections.disable}
        does={() => act(() => api.enableConnection(id, false))}
        close={close}
      >
        <p>{t.connections.disableText}</p>
      </Question>
      <Question
        asked={open?.what === 'remove'}
        title={t.connections.removeTitle(name)}
        act={t.connections.remove}
        does={() => act(() => api.removeConnection(id))}
        close={close}
      >
        <p>{t.connections.removeText}</p>
      </Question>
    </Plate>
  );
}
