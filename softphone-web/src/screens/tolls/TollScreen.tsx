import { leads } from '@perezvon/cti-server/contract';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';
import { Empty } from '../../ui/Troubles.tsx';
import { RulesList } from './RulesList.tsx';
import { StopPlate } from './StopPlate.tsx';

/** Outside calls: how they stand, the switch that stops them, and, for administrators, who may call what. */
export function TollScreen() {
  const { t } = useSpeech();
  const { user } = useParts();
  if (!leads(user.role)) return <Empty text={t.tolls.closed} />;
  return (
    <div style={{ display: 'grid', gap: 16 }}>
      <StopPlate />
      {user.role === 'admin' && <RulesList />}
    </div>
  );
}
