import { VisuallyHidden } from '@mantine/core';
import { Link, Route, Switch, useLocation } from 'wouter';
import { later } from './later.tsx';
import { Desk } from './screens/desk/Desk.tsx';
import { useSpeech } from './text/language.tsx';
import { Boundary } from './ui/Boundary.tsx';
import { Empty } from './ui/Troubles.tsx';
import type { PbxStatus } from '@perezvon/cti-server/contract';

// The desk is in the first load; all else comes when it is opened.
const CallShow = later(
  'CallShow',
  async () => (await import('./screens/calls/CallShow.tsx')).CallShow,
);
const CallHistory = later(
  'CallHistory',
  async () => (await import('./screens/history/CallHistory.tsx')).CallHistory,
);
const MissedList = later(
  'MissedList',
  async () => (await import('./screens/missed/MissedList.tsx')).MissedList,
);
const ColleagueList = later(
  'ColleagueList',
  async () => (await import('./screens/colleagues/ColleagueList.tsx')).ColleagueList,
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
const ImportScreen = later(
  'ImportScreen',
  async () => (await import('./screens/contact-imports/ImportScreen.tsx')).ImportScreen,
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
const TaskList = later(
  'TaskList',
  async () => (await import('./screens/tasks/TaskList.tsx')).TaskList,
);
const CardSettingsScreen = later(
  'CardSettingsScreen',
  async () => (await import('./screens/card-settings/CardSettingsScreen.tsx')).CardSettingsScreen,
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
const CallAsk = later(
  'CallAsk',
  async () => (await import('./screens/elsewhere/CallAsk.tsx')).CallAsk,
);
const ElsewhereScreen = later(
  'ElsewhereScreen',
  async () => (await import('./screens/elsewhere/ElsewhereScreen.tsx')).ElsewhereScreen,
);
const EmbeddingScreen = later(
  'EmbeddingScreen',
  async () => (await import('./screens/embedding/EmbeddingScreen.tsx')).EmbeddingScreen,
);
const WebhookList = later(
  'WebhookList',
  async () => (await import('./screens/webhooks/WebhookList.tsx')).WebhookList,
);
const SoundScreen = later(
  'SoundScreen',
  async () => (await import('./screens/sound/SoundScreen.tsx')).SoundScreen,
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

/** The screen of the address. */
export function Routes(props: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  const [place] = useLocation();
  return (
    <Boundary place={place} text={t.app.crashed} again={t.app.retry}>
      <Switch>
        <Route path="/" component={Desk} />
        <Route path="/calls" component={CallHistory} />
        <Route path="/calls/:id">{({ id }) => <CallShow key={id} id={id} />}</Route>
        <Route path="/missed" component={MissedList} />
        <Route path="/tasks" component={TaskList} />
        <Route path="/card-settings" component={CardSettingsScreen} />
        <Route path="/colleagues">
          <ColleagueList pbx={props.pbx} />
        </Route>
        <Route path="/contacts" component={ContactList} />
        <Route path="/contacts/new" component={ContactNew} />
        <Route path="/contacts/import" component={ImportScreen} />
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
        <Route path="/call" component={CallAsk} />
        <Route path="/calls-from-elsewhere" component={ElsewhereScreen} />
        <Route path="/embedding" component={EmbeddingScreen} />
        <Route path="/webhooks" component={WebhookList} />
        <Route path="/sound" component={SoundScreen} />
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
          <VisuallyHidden component="h1">{t.app.notFound}</VisuallyHidden>
          <Empty text={t.app.notFound}>
            <Link href="/">{t.app.toDesk}</Link>
          </Empty>
        </Route>
      </Switch>
    </Boundary>
  );
}
