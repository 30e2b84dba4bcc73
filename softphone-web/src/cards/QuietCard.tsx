import { Button } from '@mantine/core';
import type { CallView } from '@perezvon/cti-server/contract';
import { useSpeech } from '../text/language.tsx';
import { Plate } from '../ui/Plate.tsx';
import { ownExtension } from './call-facts.ts';
import { DirectionMark, ResultMark } from './CallMarks.tsx';
import classes from './QuietCard.module.css';
import { useParts } from './parts.tsx';
import { Who } from './Who.tsx';

/** A call whose card waits in the background: who it is, on one line, and the way to the card. */
export function QuietCard({ call, open }: { call: CallView; open: () => void }) {
  const { t } = useSpeech();
  const { user } = useParts();
  return (
    <Plate label={t.call.directions[call.direction]}>
      <div className={classes.line}>
        <DirectionMark call={call} bare />
        <strong className={classes.who}>
          <Who call={call} extension={ownExtension(call, user)} />
        </strong>
        <ResultMark call={call} />
        <Button size="compact-sm" variant="light" onClick={open}>
          {t.work.quiet}
        </Button>
      </div>
    </Plate>
  );
}
