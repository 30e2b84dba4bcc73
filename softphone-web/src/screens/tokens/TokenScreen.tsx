import { Alert, Button, Checkbox, Group, NativeSelect, TextInput } from '@mantine/core';
import type { MadeToken, TokenScope } from '@perezvon/cti-server/contract';
import { useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { CopyText } from '../../cards/CopyText.tsx';
import { TokenList } from '../../cards/TokenList.tsx';
import { useParts } from '../../cards/parts.tsx';
import { useSaving } from '../../cards/use-saving.ts';
import { useSpeech } from '../../text/language.tsx';
import { Plate } from '../../ui/Plate.tsx';
import rows from '../../ui/rows.module.css';

/** The own API tokens: made with scopes and a time, shown once, revoked. */
export function TokenScreen() {
  const { t } = useSpeech();
  const [made, setMade] = useState<MadeToken | null>(null);
  return (
    <Plate label={t.tokens.title}>
      <div className={rows.form}>
        <h1 className={rows.title}>{t.tokens.title}</h1>
        <p className="quiet">
          {t.tokens.about} <a href="/api/docs">/api/docs</a>
        </p>
        {made ? <Shown made={made} done={() => setMade(null)} /> : <Make made={setMade} />}
      </div>
      <div className={rows.form} style={{ maxWidth: 'none' }}>
        <TokenList userId={null} />
      </div>
    </Plate>
  );
}

/** The text of a token, this once. */
function Shown({ made, done }: { made: MadeToken; done: () => void }) {
  const { t } = useSpeech();
  return (
    <div style={{ display: 'grid', gap: 12 }}>
      <Alert color="bell">{t.tokens.once}</Alert>
      <code style={{ overflowWrap: 'anywhere' }}>{made.token}</code>
      <Group gap="xs">
        <CopyText text={made.token} variant="light" />
        <Button onClick={done}>{t.tokens.kept}</Button>
      </Group>
    </div>
  );
}

const DAYS = [7, 30, 90, 366];

function Make({ made }: { made: (token: MadeToken) => void }) {
  const { t } = useSpeech();
  const { api } = useParts();
  const queries = useQueryClient();
  const [name, setName] = useState('');
  const [scopes, setScopes] = useState<TokenScope[]>([]);
  const [days, setDays] = useState(90);
  const { formElement, busy, marks, changed, save } = useSaving();

  function submit(event: FormEvent): void {
    event.preventDefault();
    void save(async () => {
      made(await api.makeToken({ name, scopes, days }));
      await queries.invalidateQueries({ queryKey: ['tokens', null] });
    });
  }

  return (
    <form
      ref={formElement}
      onSubmit={submit}
      style={{ display: 'grid', gap: 14 }}
      autoComplete="off"
    >
      <TextInput
        label={t.tokens.name}
        description={t.tokens.nameHint}
        error={marks['name']}
        value={name}
        onChange={(event) => {
          setName(event.currentTarget.value);
          changed({ name });
        }}
        maxLength={100}
        required
      />
      <Checkbox.Group
        label={t.tokens.may}
        description={t.tokens.mayHint}
        error={marks['scopes']}
        value={scopes}
        onChange={(chosen) => setScopes(chosen as TokenScope[])}
      >
        <div style={{ display: 'grid', gap: 8, marginTop: 8 }}>
          {Object.entries(t.tokens.scopes).map(([value, label]) => (
            <Checkbox key={value} value={value} label={label} />
          ))}
        </div>
      </Checkbox.Group>
      <NativeSelect
        label={t.tokens.life}
        value={String(days)}
        onChange={(event) => setDays(Number(event.currentTarget.value))}
        data={DAYS.map((value) => ({ value: String(value), label: t.tokens.days(value) }))}
      />
      <div>
        <Button type="submit" loading={busy} disabled={!name.trim() || scopes.length === 0}>
          {t.tokens.make}
        </Button>
      </div>
    </form>
  );
}
