import { Button, Group } from '@mantine/core';
import type { User } from '@perezvon/cti-server/contract';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useParts } from '../../cards/parts.tsx';
import { useSpeech } from '../../text/language.tsx';

/** What a user signs in by beside the password, each with the way to end it; nothing where there is none. */
export function SignInWays({ user }: { user: User }) {
  const { t } = useSpeech();
  const { api } = useParts();
  return (
    <>
      <Way
        user={user}
        name="second-factors"
        users={api.secondFactorUsers}
        end={api.resetSecondFactor}
        words={{ ...t.secondFactor, end: t.secondFactor.reset, ended: t.secondFactor.wasReset }}
      />
      <Way
        user={user}
        name="open-id-users"
        users={api.openIdUsers}
        end={api.unbindOpenId}
        words={t.openId}
      />
    </>
  );
}

function Way(props: {
  user: User;
  name: string;
  users: () => Promise<readonly string[]>;
  end: (userId: string) => Promise<void>;
  words: { isOn: string; end: string; ended: string };
}) {
  const { user, name, words } = props;
  const { tellFailure, tellDone } = useParts();
  const queries = useQueryClient();
  const query = useQuery({ queryKey: [name], queryFn: () => props.users() });
  if (!query.data?.includes(user.id)) return null;

  async function end() {
    try {
      await props.end(user.id);
      await queries.invalidateQueries({ queryKey: [name] });
      tellDone(words.ended);
    } catch (error) {
      tellFailure(error);
    }
  }

  return (
    <Group gap="xs">
      <span className="quiet">{words.isOn}</span>
      <Button size="compact-sm" variant="light" color="red" onClick={() => void end()}>
        {words.end}
      </Button>
    </Group>
  );
}
