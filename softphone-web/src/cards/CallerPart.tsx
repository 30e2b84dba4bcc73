import { Loader } from '@mantine/core';
import type { CallView, ContactBrief } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import classes from './CallerPart.module.css';
import { otherNumber, ownExtension } from './call-facts.ts';
import { useCard } from './card-query.ts';
import { useColleagueName } from './colleague-name.ts';
import { Choices } from './Choices.tsx';
import { Face } from './Face.tsx';
import { useParts } from './parts.tsx';
import { QuickContact } from './QuickContact.tsx';
import { innerName, isExtension } from './Who.tsx';

/** Who is on the other side, for each way a caller may be identified. */
export function CallerPart({ call }: { call: CallView }) {
  const { t, number } = useSpeech();
  const { user } = useParts();
  const raw = otherNumber(call, ownExtension(call, user));
  const { caller } = call;
  switch (caller.kind) {
    case 'known':
      return <Known call={call} contact={caller.contact} />;
    case 'ambiguous':
      return <Ambiguous call={call} contacts={caller.contacts} />;
    case 'unknown':
      return <Unknown call={call} raw={raw} />;
    case 'withheld':
      return <Heading text={t.call.withheld} hint={t.call.withheldHint} call={call} />;
    case 'erased':
      return <Heading text={t.call.erased} hint={t.call.erasedHint} call={call} />;
    case 'internal':
      return <Colleague call={call} extension={raw} />;
    case 'pending':
      return (
        <Heading
          text={raw ? number(raw) : t.call.withheld}
          hint={t.call.pending}
          call={call}
          busy
        />
      );
  }
}

function Heading(props: { text: string; hint: string; call: CallView; busy?: boolean }) {
  return (
    <div>
      <h2 className={classes.name}>
        <HostileText text={props.text} lines={2} />
      </h2>
      <p className={classes.hint}>
        {props.busy && <Loader size={14} aria-hidden />}
        {props.hint}
      </p>
      <CalledName call={props.call} />
    </div>
  );
}

function Colleague({ call, extension }: { call: CallView; extension: string | null }) {
  const { t } = useSpeech();
  const name = useColleagueName({ pbx: call.pbx, extension });
  const text = name ?? (extension ? innerName(extension, t) : '');
  const isSomebody = name !== null || extension === null || isExtension(extension);
  const hint = isSomebody ? t.call.internalCall : t.call.directions.internal;
  return <Heading text={text} hint={hint} call={call} />;
}

function Known({ call, contact }: { call: CallView; contact: ContactBrief }) {
  const { t } = useSpeech();
  const about = [contact.role, contact.companyName].filter(Boolean).join(' · ');
  const photo = useCard(call).data?.contact?.photo;
  return (
    <div className={classes.head}>
      <Face of={{ ...contact, photo }} />
      <div>
        <h2 className={classes.name}>
          <Link href={`/contacts/${contact.id}`}>
            <HostileText text={contact.name} lines={2} />
          </Link>
        </h2>
        <p className={classes.hint}>
          <HostileText
            text={about || (contact.kind === 'company' ? t.call.company : t.call.known)}
            lines={2}
          />
        </p>
        <CalledName call={call} known={contact.name} />
        <About call={call} />
      </div>
    </div>
  );
}

/** Tags, and who looks after them. */
function About({ call }: { call: CallView }) {
  const { t } = useSpeech();
  const contact = useCard(call).data?.contact;
  if (!contact) return null;
  const { tags, ownerName } = contact;
  return (
    <>
      {ownerName && (
        <p className={classes.called}>
          {t.work.owner}: <HostileText text={ownerName} />
        </p>
      )}
      {tags.length > 0 && (
        <ul className={classes.tags} aria-label={t.work.tags}>
          {tags.map((tag) => (
            <li key={tag} className={classes.tag}>
              <HostileText text={tag} />
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Ambiguous({ call, contacts }: { call: CallView; contacts: readonly ContactBrief[] }) {
  const { t, number } = useSpeech();
  const { user } = useParts();
  const choose = useChoose(call);
  const raw = otherNumber(call, ownExtension(call, user));
  return (
    <div>
      <h2 className={classes.name}>{raw ? number(raw) : t.call.unknown}</h2>
      <p className={classes.hint}>{t.call.ambiguous}</p>
      <Choices
        choices={contacts.map(({ id, name, role, companyName }) => ({
          id,
          name,
          label: t.call.choose(name),
          about: [role, companyName].filter(Boolean).join(' · '),
        }))}
        choose={(id) => void choose(id)}
      />
    </div>
  );
}

function Unknown({ call, raw }: { call: CallView; raw: string | null }) {
  const { t, number } = useSpeech();
  const choose = useChoose(call);
  return (
    <>
      <div>
        <h2 className={classes.name}>
          <HostileText text={raw ? number(raw) : t.call.unknown} lines={2} />
        </h2>
        <p className={classes.hint}>{t.call.unknownHint}</p>
        <CalledName call={call} />
      </div>
      {raw && (
        <QuickContact
          number={raw}
          suggestedName={nameWorthOffering(call)}
          created={(contact) => choose(contact.id)}
        />
      )}
    </>
  );
}

/** The name that the caller's side sent, said to be that; skipped where it only repeats what is shown. */
function CalledName({ call, known }: { call: CallView; known?: string }) {
  const { t } = useSpeech();
  const name = nameWorthOffering(call);
  if (!name || name === known) return null;
  return (
    <p className={classes.called}>
      <HostileText text={t.call.calledName(name)} lines={2} whole={name} />
    </p>
  );
}

function nameWorthOffering(call: CallView): string {
  const name = call.externalName?.trim() ?? '';
  return /^[+\d\s()-]*$/.test(name) || name === call.externalNumber ? '' : name;
}

/** Keeps the operator's choice of contact for the call; lists that show it are asked again. */
function useChoose(call: CallView): (contactId: string) => Promise<void> {
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  return async (contactId) => {
    try {
      await api.chooseContact(call.id, contactId);
      await queries.invalidateQueries({ queryKey: ['calls'] });
    } catch (error) {
      tellFailure(error);
    }
  };
}
