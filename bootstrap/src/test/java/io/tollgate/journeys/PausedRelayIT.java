package io.tollgate.journeys;

import static io.tollgate.journeys.Stack.PROJECT;
import static io.tollgate.journeys.Stack.await;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

/// A leader of the outbox that is paused past its lease and wakes up must not put an older snapshot last.
class PausedRelayIT {
    @AutoClose
    private static final Stack stack = Stack.start(2);

    @Test
    void paused_past_its_lease_and_woken_up_it_leaves_the_newest_snapshot_last() {
        stack.awaitPaid(stack.buy("zoe", "pass", null));
        await("the first snapshot", () -> version() == 1);
        Stack.Service first = stack.service();
        Stack.Service second = stack.startReplica();

        first.pause();
        stack.talkTo(second);
        stack.awaitPaid(stack.buy("zoe", "pass", null));
        await("the second to lead and send the newer snapshot", () -> version() == 2);
        first.wake();
        stack.awaitPaid(stack.buy("zoe", "pass", null));
        await("the newest snapshot", () -> version() == 3);
        await("the outbox to be empty", () -> stack.count("select count(*) from outbox") == 0);

        List<Long> versions = Topics.read(Topics.ENTITLEMENTS, PROJECT + ":zoe").stream()
                .map(message -> message.path("data").path("version").asLong())
                .toList();
        assertThat(versions.getLast()).isEqualTo(3);
        assertThat(versions).isSorted();
    }

    private static long version() {
        JsonNode newest = Topics.newest(Topics.ENTITLEMENTS).get(PROJECT + ":zoe");
        return newest == null ? 0 : newest.path("data").path("version").asLong();
    }
}
