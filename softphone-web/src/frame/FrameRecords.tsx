import { Button } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { isLive, type PhoneState } from '../phone/phone.ts';
import { useSpeech } from '../text/language.tsx';
import { HostileText } from '../ui/HostileText.tsx';
import { Plate } from '../ui/Plate.tsx';
import type { RecordBrief } from '../../sdk/words.ts';
import classes from './FrameRecords.module.css';
import type { HostLink } from './host-link.ts';

/** Whom the page around the frame says the calls at hand are with; a click shows them there. */
export function FrameRecords(props: {
  link: HostLink;
  state: PhoneState;
  records: Readonly<Record<string, RecordBrief>>;
}) {
  const { t } = useSpeech();
  return props.state.calls.filter(isLive).map(({ id }) => {
    const record = props.records[id];
    if (!record) return null;
    const { recordId, recordName, objectType } = record;
    return (
      <Plate key={id} label={t.embedding.record}>
        <div className={classes.record}>
          <div className={classes.who}>
            <span className="quiet">{t.embedding.record}</span>
            <strong>
              <HostileText text={recordName} />
            </strong>
            {objectType && (
              <span className="quiet">
                <HostileText text={objectType} />
              </span>
            )}
          </div>
          <Button
            variant="light"
            leftSection={<IconExternalLink size={17} aria-hidden />}
            onClick={() => props.link.tell('navigateToRecord', { recordId })}
          >
            {t.embedding.open}
          </Button>
        </div>
      </Plate>
    );
  });
}
