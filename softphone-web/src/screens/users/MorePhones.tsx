import { Button, NativeSelect, PasswordInput, TextInput } from '@mantine/core';
import type { OwnPhone, PbxStatus } from '@perezvon/cti-server/contract';
import { IconPlus, IconX } from '@tabler/icons-react';
import { useId } from 'react';
import { EndpointSample } from '../../cards/EndpointSample.tsx';
import { useSpeech } from '../../text/language.tsx';
import classes from './MorePhones.module.css';

/** A further phone as it is typed. */
export interface TypedPhone extends OwnPhone {
  readonly sipPassword: string;
}

/** How many there may be beside the first. */
const MOST = 5;

/** Phones of a user beside the first: calls at each of them are theirs. */
export function MorePhones(props: {
  phones: readonly TypedPhone[];
  set: (phones: readonly TypedPhone[]) => void;
  pbx: readonly PbxStatus[];
  error: string | undefined;
}) {
  const { t } = useSpeech();
  const { phones, set } = props;
  const words = t.users.morePhones;
  const errorId = useId();
  return (
    <fieldset className={classes.phones} aria-describedby={props.error ? errorId : undefined}>
      <legend>{words.title}</legend>
      <p className="quiet">{words.about}</p>
      {phones.map((phone, index) => (
        <PhoneRow
          // oxlint-disable-next-line react/no-array-index-key -- rows have no name before they are typed
          key={index}
          phone={phone}
          pbx={props.pbx}
          set={(changed) => set(phones.map((one) => (one === phone ? changed : one)))}
          remove={() => set(phones.filter((one) => one !== phone))}
        />
      ))}
      {props.error && (
        <p id={errorId} className={classes.error} role="alert">
          {props.error}
        </p>
      )}
      {phones.length < MOST && (
        <div>
          <Button
            variant="default"
            size="compact-sm"
            leftSection={<IconPlus size={15} aria-hidden />}
            onClick={() =>
              set([
                ...phones,
                {
                  pbx: props.pbx[0]?.pbx ?? '',
                  extension: '',
                  device: 'desk',
                  sipPassword: '',
                },
              ])
            }
          >
            {words.add}
          </Button>
        </div>
      )}
    </fieldset>
  );
}

function PhoneRow(props: {
  phone: TypedPhone;
  pbx: readonly PbxStatus[];
  set: (phone: TypedPhone) => void;
  remove: () => void;
}) {
  const { t } = useSpeech();
  const { phone, set } = props;
  const { pbx, extension, device } = phone;
  return (
    <div className={classes.phone}>
      <div className={classes.fields}>
        {props.pbx.length > 1 && (
          <NativeSelect
            label={t.users.pbx}
            value={pbx}
            onChange={(event) => set({ ...phone, pbx: event.currentTarget.value })}
            data={props.pbx.map((one) => ({ value: one.pbx, label: one.name }))}
          />
        )}
        <TextInput
          label={t.users.extension}
          value={extension}
          onChange={(event) => set({ ...phone, extension: event.currentTarget.value.trim() })}
          maxLength={16}
          inputMode="numeric"
          required
        />
        <NativeSelect
          label={t.users.morePhones.device}
          value={device}
          onChange={(event) =>
            set({ ...phone, device: event.currentTarget.value as OwnPhone['device'] })
          }
          data={Object.entries(t.users.morePhones.devices).map(([value, label]) => ({
            value,
            label,
          }))}
        />
      </div>
      {device === 'browser' && (
        <>
          <PasswordInput
            label={t.users.sipPassword}
            description={t.users.sipPasswordHint}
            value={phone.sipPassword}
            onChange={(event) => set({ ...phone, sipPassword: event.currentTarget.value })}
            maxLength={200}
            autoComplete="new-password"
          />
          <EndpointSample
            pbx={pbx}
            extension={extension}
            made={(sipPassword) => set({ ...phone, sipPassword })}
          />
        </>
      )}
      <div>
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          leftSection={<IconX size={15} aria-hidden />}
          onClick={props.remove}
        >
          {t.users.morePhones.remove(extension)}
        </Button>
      </div>
    </div>
  );
}
