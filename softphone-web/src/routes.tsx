import { Loader } from '@mantine/core';
import { lazy, Suspense } from 'react';
import { Link, Route, Switch } from 'wouter';
import { Desk } from './screens/desk/Desk.tsx';
import { useSpeech } from './text/language.tsx';
import { Boundary } from './ui/Boundary.tsx';
import { Empty } from './ui/Troubles.tsx';
import type { PbxStatus } from '@perezvon/cti-server/contract';

// The desk is in the first load; all else comes when it is opened.
const CallShow = lazy(() =>
  import('./screens/calls/CallShow.tsx').then((file) => ({ default: file.CallShow })),
);
const ContactList = lazy(() =>
  import('./screens/contacts/ContactList.tsx').then((file) => ({ default: file.ContactList })),
);
const ContactShow = lazy(() =>
  import('./screens/contacts/ContactShow.tsx').then((file) => ({ default: file.ContactShow })),
);
const ContactNew = lazy(() =>
  import('./screens/contacts/ContactNew.tsx').then((file) => ({ default: file.ContactNew })),
);
const UserList = lazy(() =>
  import('./screens/users/UserList.tsx').then((file) => ({ default: file.UserList })),
);
const RecordsShow = lazy(() =>
  import('./screens/records/RecordsShow.tsx').then((file) => ({ default: file.RecordsShow })),
);
const HealthShow = lazy(() =>
  import('./screens/health/HealthShow.tsx').then((file) => ({ default: file.HealthShow })),
);

/** The screen of the address. */
export function Routes(props: { pbx: readonly PbxStatus[] }) {
  const { t } = useSpeech();
  return (
    <Boundary text={t.app.crashed} again={t.app.retry}>
      <Suspense fallback={<Loader aria-label={t.app.loading} />}>
        <Switch>
          <Route path="/" component={Desk} />
          <Route path="/calls/:id">{({ id }) => <CallShow key={id} id={id} />}</Route>
          <Route path="/contacts" component={ContactList} />
          <Route path="/contacts/new" component={ContactNew} />
          <Route path="/contacts/:id">{({ id }) => <ContactShow key={id} id={id} />}</Route>
          <Route path="/users">
            <UserList pbx={props.pbx} />
          </Route>
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
      </Suspense>
    </Boundary>
  );
}
