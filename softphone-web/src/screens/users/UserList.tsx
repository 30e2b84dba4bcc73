import { Badge, Button, Modal, Skeleton } from '@mantine/core';
import {
  type PbxStatus,
  phonesOf,
  type User,
  type VersionedUser,
} from '@perezvon/cti-server/contract';
import { IconPlus } from '@tabler/icons-react';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ComponentProps } from 'react';
import { SessionList } from '../../cards/SessionList.tsx';
import { TokenList } from '../../cards/TokenList.tsx';
import { LOOK_AGAIN } from '../../cards/look-again.ts';
import { useParts } from '../../cards/parts.tsx';
import { useOpened } from '../../cards/use-opened.ts';
import { ANY } from '../../services/http.ts';
import { useSpeech } from '../../text/language.tsx';
import { HostileText } from '../../ui/HostileText.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';
import { Empty, Failure } from '../../ui/Troubles.tsx';
import { FactorRule } from './FactorRule.tsx';
import { FromPbx } from './FromPbx.tsx';
import { InviteLink } from './InviteLink.tsx';
import { SignInWays } from './SignInWays.tsx';
import { UserEdit } from './UserEdit.tsx';

type Open =
  | { readonly what: 'edit'; readonly user: VersionedUser | null }
  | { readonly what: 'invite'; readonly user: User; readonly link: string }
  | { readonly what: 'disable'; readonly user: User }
  | { readonly what: 'sessions'; readonly user: User }
  | { readonly what: 'from-pbx' };

/** Who works here: for administrators. */
export function UserList({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { user } = useParts();
  if (user.role !== 'admin') return <Empty text={t.users.denied} />;
  return <People pbx={pbx} />;
}

function People({ pbx }: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [open, setOpen] = useOpened<Open>(({ what }) => what === 'edit' || what === 'from-pbx');
  const query = useQuery({ queryKey: ['users'], queryFn: () => api.users(), ...LOOK_AGAIN });

  async function invite(user: User) {
    try {
      setOpen({ what: 'invite', user, link: await api.invite(user.id) });
    } catch (error) {
      tellFailure(error);
    }
  }

  async function setDisabled(user: User, disabled: boolean) {
    try {
      await api.saveUser({ id: user.id, version: ANY }, { disabled });
      await queries.invalidateQueries({ queryKey: ['users'] });
      setOpen(null);
    } catch (error) {
      tellFailure(error);
    }
  }

  if (open?.what === 'edit') {
    const { user } = open;
    return (
      <EditPlate
        user={user}
        pbx={pbx}
        cancel={() => setOpen(null)}
        saved={(saved) => {
          setOpen(null);
          if (!user) void invite(saved);
        }}
      />
    );
  }
  if (open?.what === 'from-pbx') {
    return (
      <Plate label={t.users.fromPbx.title}>
        <div className={rows.form}>
          <h1 className={rows.title}>{t.users.fromPbx.title}</h1>
          <FromPbx pbx={pbx} back={() => setOpen(null)} />
        </div>
      </Plate>
    );
  }
  return (
    <Plate label={t.users.title}>
      <div className={rows.top}>
        <h1 className={rows.title}>{t.users.title}</h1>
        <div className={rows.acts}>
          <Button variant="subtle" onClick={() => setOpen({ what: 'from-pbx' })}>
            {t.users.fromPbx.open}
          </Button>
          <Button
            leftSection={<IconPlus size={18} aria-hidden />}
            onClick={() => setOpen({ what: 'edit', user: null })}
          >
            {t.users.create}
          </Button>
        </div>
      </div>
      <FactorRule />
      {query.isPending && <Skeleton height={200} radius="md" />}
      {query.isError && (
        <Failure
          text={t.users.failed}
          again={{ label: t.app.retry, act: () => void query.refetch() }}
        />
      )}
      <ul className={rows.list}>
        {query.data?.map((user) => (
          <Row
            key={user.id}
            user={user}
            edit={() => setOpen({ what: 'edit', user })}
            invite={() => void invite(user)}
            sessions={() => setOpen({ what: 'sessions', user })}
            toggle={() =>
              user.disabled ? void setDisabled(user, false) : setOpen({ what: 'disable', user })
            }
          />
        ))}
      </ul>
      <Windows
        open={open}
        close={() => setOpen(null)}
        disable={(user) => void setDisabled(user, true)}
      />
    </Plate>
  );
}

/** In place of the list, not in a window: a call that comes meanwhile is seen and answered beside it. */
function EditPlate(props: ComponentProps<typeof UserEdit>) {
  const { t } = useSpeech();
  const title = props.user?.name ?? t.users.create;
  return (
    <Plate label={title}>
      <div className={rows.form}>
        <h1 className={rows.title}>
          <HostileText text={title} lines={2} />
        </h1>
        <UserEdit {...props} />
        {props.user && <SignInWays user={props.user} />}
      </div>
    </Plate>
  );
}

function Row(props: {
  user: User;
  edit: () => void;
  invite: () => void;
  sessions: () => void;
  toggle: () => void;
}) {
  const { t } = useSpeech();
  const { user: me } = useParts();
  const { user } = props;
  return (
    <li className={rows.row} data-disabled={user.disabled || undefined}>
      <div className={rows.who}>
        <div className={rows.name}>
          <HostileText text={user.name || user.login} />
          {user.id === me.id && <span className="quiet"> ({t.users.you})</span>}
          {user.disabled && (
            <Badge color="gray" variant="light" size="sm" tt="none" ml="xs">
              {t.users.disabled}
            </Badge>
          )}
        </div>
        <div className="quiet">
          {[user.login, t.users.roles[user.role]].join(' · ')}
          {phonesOf(user).map(({ pbx, extension }) => (
            <span key={`${pbx} ${extension}`}>{` · ${t.call.extension(extension)}`}</span>
          ))}
        </div>
      </div>
      <div className={rows.acts}>
        <Button size="compact-sm" variant="subtle" onClick={props.edit}>
          {t.app.edit}
        </Button>
        {!user.disabled && (
          <Button size="compact-sm" variant="subtle" onClick={props.sessions}>
            {t.sessions.ofUser}
          </Button>
        )}
        {!user.disabled && (
          <Button size="compact-sm" variant="subtle" onClick={props.invite}>
            {t.users.invite}
          </Button>
        )}
        {user.id !== me.id && (
          <Button
            size="compact-sm"
            variant="subtle"
            color={user.disabled ? 'bell' : 'red'}
            onClick={props.toggle}
          >
            {user.disabled ? t.users.enable : t.users.disable}
          </Button>
        )}
      </div>
    </li>
  );
}

function Windows(props: {
  open: Exclude<Open, { what: 'edit' | 'from-pbx' }> | null;
  close: () => void;
  disable: (user: User) => void;
}) {
  const { t } = useSpeech();
  const { open, close } = props;
  const titles = {
    disable: t.users.disableTitle,
    sessions: t.sessions.titleOf,
    invite: () => t.users.inviteTitle,
  };
  const title = open ? titles[open.what](open.user.name) : '';
  return (
    <Modal
      opened={open !== null}
      onClose={close}
      title={title}
      closeButtonProps={{ 'aria-label': t.app.close }}
    >
      {open?.what === 'sessions' && (
        <>
          <SessionList userId={open.user.id} />
          <h2 style={{ fontSize: 16, margin: '20px 0 4px' }}>{t.tokens.title}</h2>
          <TokenList userId={open.user.id} />
        </>
      )}
      {open?.what === 'invite' && <InviteLink link={open.link} />}
      {open?.what === 'disable' && (
        <>
          <p>{t.users.disableText}</p>
          <Button color="red" onClick={() => props.disable(open.user)} data-autofocus>
            {t.users.disable}
          </Button>
        </>
      )}
    </Modal>
  );
}
