package io.tollgate.publishing.usecase;

import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.fixtures.fakes.FakeEventPublisher;
import io.tollgate.fixtures.fakes.InMemoryOutbox;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.publishing.EventEncoder.Message;
import io.tollgate.publishing.EventEncoder.Topic;
import io.tollgate.publishing.usecase.RelayOutbox.BrokerUnavailable;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

class RelaysTest {
    enum Step {
        COMMIT,
        COMMIT_HUGE,
        FIRST,
        SECOND,
        FIRST_RESIGNS,
        TIME,
        BROKER_AWAY,
        BROKER_BACK
    }

    @Property(tries = 500)
    void whoever_leads_whenever_every_message_goes_out_in_order(@ForAll @Size(max = 40) List<Step> steps) {
        TestTime time = new TestTime();
        InMemoryOutbox outbox = new InMemoryOutbox(time);
        FakeEventPublisher.Broker broker = new FakeEventPublisher.Broker();
        broker.refuse(row -> new String(row.value(), StandardCharsets.UTF_8).startsWith("huge"));
        RelayOutbox first = new RelayOutbox(outbox, new FakeEventPublisher(broker), "one");
        RelayOutbox second = new RelayOutbox(outbox, new FakeEventPublisher(broker), "two");
        List<String> committed = new ArrayList<>();
        for (Step step : steps) {
            switch (step) {
                case COMMIT -> committed.add(commit(outbox, "m" + committed.size()));
                case COMMIT_HUGE -> commit(outbox, "huge");
                case FIRST -> step(first);
                case SECOND -> step(second);
                case FIRST_RESIGNS -> first.resign();
                case TIME -> time.advance(Duration.ofSeconds(3));
                case BROKER_AWAY -> broker.goAway();
                case BROKER_BACK -> broker.comeBack();
            }
        }

        broker.comeBack();
        time.advance(Duration.ofSeconds(6));
        for (int i = 0; i < 3; i++) {
            step(second);
        }

        assertThat(broker.texts()).isEqualTo(committed);
        assertThat(outbox.unsent(1)).isEmpty();
    }

    private static void step(RelayOutbox relay) {
        try {
            relay.step();
        } catch (BrokerUnavailable e) {
            // The loop would pause.
        }
    }

    private static String commit(InMemoryOutbox outbox, String text) {
        outbox.add(new Message(Topic.EVENTS, "acme:alice", text.getBytes(StandardCharsets.UTF_8)));
        return text;
    }
}
