package io.tollgate.publishing.usecase;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tollgate.fixtures.fakes.FakeEventPublisher;
import io.tollgate.fixtures.fakes.InMemoryOutbox;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventEncoder.Topic;
import io.tollgate.publishing.EventPublisher;
import io.tollgate.publishing.Outbox;
import io.tollgate.publishing.usecase.RelayOutbox.BrokerUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RelayOutboxTest {
    private final TestTime time = new TestTime();
    private final InMemoryOutbox outbox = new InMemoryOutbox(time);
    private final FakeEventPublisher.Broker broker = new FakeEventPublisher.Broker();
    private final RelayOutbox relay = relay("one");

    @Test
    void what_was_committed_is_sent_in_order_and_removed() {
        commit("a", "b", "c");

        assertThat(relay.step()).isEqualTo(3);

        assertThat(broker.texts()).containsExactly("a", "b", "c");
        assertThat(outbox.unsent(10)).isEmpty();
        assertThat(relay.step()).isZero();
    }

    @Test
    void one_leads_and_the_others_stand_by_until_it_is_gone() {
        RelayOutbox other = relay("two");
        commit("a");
        relay.step();
        commit("b");

        assertThat(other.step()).isZero();
        time.advance(Duration.ofSeconds(5));
        assertThat(other.step()).isEqualTo(1);

        commit("c");
        assertThat(relay.step()).isZero();
        assertThat(broker.texts()).containsExactly("a", "b");
    }

    @Test
    void a_leader_that_resigns_is_replaced_at_once() {
        commit("a");
        relay.step();
        commit("b");

        relay.resign();

        assertThat(relay("two").step()).isEqualTo(1);
    }

    @Test
    void a_leader_that_was_paused_past_its_lease_sends_nothing() {
        commit("old");
        RelayOutbox other = relay("two");
        Outbox paused = new PausedOutbox(outbox, () -> {
            time.advance(Duration.ofSeconds(6));
            other.step();
            commit("new");
            other.step();
        });
        RelayOutbox first = new RelayOutbox(paused, new FakeEventPublisher(broker), "one");

        assertThat(first.step()).isZero();

        assertThat(broker.texts()).containsExactly("old", "new");
        commit("newer");
        assertThat(other.step()).isEqualTo(1);
    }

    @Test
    void while_the_broker_is_away_everything_waits() {
        commit("a");
        broker.goAway();
        assertThatThrownBy(relay::step).isInstanceOf(BrokerUnavailable.class);
        broker.comeBack();
        relay.step();
        broker.goAway();
        commit("b");
        assertThatThrownBy(relay::step).isInstanceOf(BrokerUnavailable.class);

        broker.comeBack();
        relay.step();

        assertThat(broker.texts()).containsExactly("a", "b");
    }

    @Test
    void a_row_that_cannot_be_sent_is_set_aside_and_all_others_go() {
        IntStream.range(0, 100).forEach(i -> commit(i == 37 || i == 99 ? "huge" + i : "m" + i));
        broker.refuse(row -> text(row).startsWith("huge"));

        assertThat(relay.step()).isEqualTo(100);

        assertThat(broker.texts())
                .hasSize(98)
                .isEqualTo(IntStream.range(0, 100)
                        .filter(i -> i != 37 && i != 99)
                        .mapToObj(i -> "m" + i)
                        .toList());
        assertThat(outbox.setAside()).containsExactlyInAnyOrder(38L, 100L);
        assertThat(outbox.unsent(10)).isEmpty();
    }

    @Test
    void a_leader_fenced_while_it_splits_leaves_the_rest_to_the_next() {
        commit("a", "huge", "b", "c");
        EventPublisher takenOver = new EventPublisher() {
            private final FakeEventPublisher mine = new FakeEventPublisher(broker);

            @Override
            public boolean takeOver() {
                return mine.takeOver();
            }

            @Override
            public Result publish(List<Outbox.Row> rows) {
                Result result = mine.publish(rows);
                if (result == Result.SENT) {
                    new FakeEventPublisher(broker).takeOver();
                }
                return result;
            }
        };
        broker.refuse(row -> text(row).startsWith("huge"));
        RelayOutbox first = new RelayOutbox(outbox, takenOver, "one");

        first.step();
        assertThat(broker.texts()).containsExactly("a");
        relay("two").step();

        assertThat(broker.texts()).containsExactly("a", "b", "c");
    }

    /// Something happens between the look at the rows and the sending.
    private record PausedOutbox(Outbox outbox, Runnable pause) implements Outbox {
        @Override
        public boolean lead(String holder, Duration lease) {
            return outbox.lead(holder, lease);
        }

        @Override
        public void resign(String holder) {
            outbox.resign(holder);
        }

        @Override
        public List<Row> unsent(int limit) {
            List<Row> rows = outbox.unsent(limit);
            pause.run();
            return rows;
        }

        @Override
        public void sent(Collection<Long> ids) {
            outbox.sent(ids);
        }

        @Override
        public void setAside(long id, String error) {
            outbox.setAside(id, error);
        }

        @Override
        public void onCommit(Runnable wake) {
            outbox.onCommit(wake);
        }
    }

    private RelayOutbox relay(String holder) {
        return new RelayOutbox(outbox, new FakeEventPublisher(broker), holder);
    }

    private void commit(String... texts) {
        for (String text : texts) {
            outbox.add(new Message(Topic.EVENTS, "acme:alice", text.getBytes(StandardCharsets.UTF_8)));
        }
    }

    private static String text(Outbox.Row row) {
        return new String(row.value(), StandardCharsets.UTF_8);
    }
}
