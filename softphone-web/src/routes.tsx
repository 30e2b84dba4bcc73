import { Loader } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ComponentType } from 'react';
import { Link, Route, Switch } from 'wouter';
import { Desk } from './screens/desk/Desk.tsx';
import { useSpeech } from './text/language.tsx';
import { Boundary } from './ui/Boundary.tsx';
import { Empty, Failure } from './ui/Troubles.tsx';
import type { PbxStatus } from '@perezvon/cti-server/contract';

// The desk is in the first load; all else comes when it is opened.
const CallShow = later(
  'CallShow',
  async () => (await import('./screens/calls/CallShow.tsx')).CallShow,
);
const MissedList = later(
  'MissedList',
  async () => (await import('./screens/missed/MissedList.tsx')).MissedList,
);
const ContactList = later(
  'ContactList',
  async () => (await import('./screens/contacts/ContactList.tsx')).ContactList,
);
const ContactShow = later(
  'ContactShow',
  async () => (await import('./screens/contacts/ContactShow.tsx')).ContactShow,
);
const ContactNew = later(
  'ContactNew',
  async () => (await import('./screens/contacts/ContactNew.tsx')).ContactNew,
);
const UserList = later(
  'UserList',
  async () => (await import('./screens/users/UserList.tsx')).UserList,
);
const PlaceScreen = later(
  'PlaceScreen',
  async () => (await import('./screens/places/PlaceScreen.tsx')).PlaceScreen,
);
const SecondFactorScreen = later(
  'SecondFactorScreen',
  async () => (await import('./screens/second-factor/SecondFactorScreen.tsx')).SecondFactorScreen,
);
const TokenScreen = later(
  'TokenScreen',
  async () => (await import('./screens/tokens/TokenScreen.tsx')).TokenScreen,
);
const TeamList = later(
  'TeamList',
  async () => (await import('./screens/teams/TeamList.tsx')).TeamList,
);
const TollScreen = later(
  'TollScreen',
  async () => (await import('./screens/tolls/TollScreen.tsx')).TollScreen,
);
const ConnectionScreen = later(
  'ConnectionScreen',
  async () => (await import('./screens/connections/ConnectionScreen.tsx')).ConnectionScreen,
);
const SessionScreen = later(
  'SessionScreen',
  async () => (await import('./screens/sessions/SessionScreen.tsx')).SessionScreen,
);
const AuditList = later(
  'AuditList',
  async () => (await import('./screens/audit/AuditList.tsx')).AuditList,
);
const DataScreen = later(
  'DataScreen',
  async () => (await import('./screens/data/DataScreen.tsx')).DataScreen,
);
const RecordsShow = later(
  'RecordsShow',
  async () => (await import('./screens/records/RecordsShow.tsx')).RecordsShow,
);
const HealthShow = later(
  'HealthShow',
  async () => (await import('./screens/health/HealthShow.tsx')).HealthShow,
);

/** A screen whose code is loaded when it is first opened, and again where that failed: the server may be away. */
function later<P extends object>(name: string, load: () => Promise<ComponentType<P>>) {
  return function Later(props: P) {
    const { t } = useSpeech();
    const code = useQuery({
      queryKey: ['screen', name],
      queryFn: load,
      staleTime: Infinity,
      retry: 2,
    });
    if (code.isPending) return <Loader aria-label={t.app.loading} />;
    if (code.isError) {
      const again = { label: t.app.retry, act: () => void code.refetch() };
      return <Failure text={t.app.notLoaded} again={again} />;
    }
    const Screen = code.data;
    return <Screen {...props} />;
  };
}

/** The screen of the address. */
export function Routes(props: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  return (
    <Boundary text={t.app.crashed} again={t.app.retry}>
      <Switch>
        <Route path="/" component={Desk} />
        <Route path="/calls/:id">{({ id }) => <CallShow key={id} id={id} />}</Route>
        <Route path="/missed" component={MissedList} />
        <Route path="/contacts" component={ContactList} />
        <Route path="/contacts/new" component={ContactNew} />
        <Route path="/contacts/:id">{({ id }) => <ContactShow key={id} id={id} />}</Route>
        <Route path="/users">
          <UserList pbx={props.pbx} />
        </Route>
        <Route path="/teams" component={TeamList} />
        <Route path="/outside-calls" component={TollScreen} />
        <Route path="/connections">
          <ConnectionScreen pbx={props.pbx} />
        </Route>
        <Route path="/places">
          <PlaceScreen pbx={props.pbx} />
        </Route>
        <Route path="/second-factor" component={SecondFactorScreen} />
        <Route path="/tokens" component={TokenScreen} />
        <Route path="/sessions" component={SessionScreen} />
        <Route path="/audit" component={AuditList} />
        <Route path="/data" component={DataScreen} />
        <Route path="/completeness">
          <RecordsShow pbx={props.pbx} />
        </Route>
        <Route path="/connection">
          <HealthShow pbx={props.pbx} />
        </Route>
        <Route>
          <Empty text={t.app.notFound}>
            <Link href="/">{t.app.toDesk}</Link>
          </Empty>
        </Route>
      </Switch>
    </Boundary>
  );
}
