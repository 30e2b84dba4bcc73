import { NativeSelect, TextInput } from '@mantine/core';
import { DEAL_STAGES, type Deal } from '@perezvon/crm-core/model';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useState } from 'react';
import { useSpeech } from '../text/language.tsx';
import { money } from '../text/money.ts';
import { HostileText } from '../ui/HostileText.tsx';
import { refreshWork } from './card-query.ts';
import { useParts } from './parts.tsx';
import work from './Work.module.css';

/** One open deal: what, how much, and where it stands, which is changed in place; a loss asks why. */
export function DealRow({ deal }: { deal: Deal }) {
  const { t, language } = useSpeech();
  const { api, tellFailure } = useParts();
  const queries = useQueryClient();
  const [losing, setLosing] = useState(false);
  const [why, setWhy] = useState('');

  async function move(stage: Deal['stage'], lostReason?: string): Promise<void> {
    try {
      await api.saveDeal(deal.id, { stage, ...(lostReason === undefined ? {} : { lostReason }) });
      setLosing(false);
    } catch (error) {
      tellFailure(error);
    }
    refreshWork(queries, deal.contactId);
  }

  function pressed(event: KeyboardEvent): void {
    if (event.key === 'Escape') setLosing(false);
    if (event.key !== 'Enter') return;
    event.preventDefault();
    if (why.trim() !== '') void move('lost', why.trim());
  }

  return (
    <li className={work.row}>
      <div className={work.what}>
        <HostileText text={deal.title} lines={2} />
        {deal.amount !== null && (
          <div className="quiet figures">{money(deal.amount, deal.currency, language)}</div>
        )}
      </div>
      <NativeSelect
        size="xs"
        aria-label={`${t.work.stage}: ${deal.title}`}
        value={losing ? 'lost' : deal.stage}
        onChange={(event) => {
          const stage = DEAL_STAGES.find((one) => one === event.currentTarget.value);
          setLosing(stage === 'lost');
          if (stage && stage !== 'lost') void move(stage);
        }}
        data={DEAL_STAGES.map((stage) => ({ value: stage, label: t.work.stages[stage] }))}
      />
      {losing && (
        <TextInput
          size="xs"
          className={work.whole ?? ''}
          label={t.work.lostWhy}
          value={why}
          onChange={(event) => setWhy(event.currentTarget.value)}
          onKeyDown={pressed}
          onBlur={() => why.trim() !== '' && void move('lost', why.trim())}
          maxLength={500}
          autoFocus
        />
      )}
    </li>
  );
}
