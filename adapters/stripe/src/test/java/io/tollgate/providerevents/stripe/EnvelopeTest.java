package io.tollgate.providerevents.stripe;

import static io.tollgate.providerevents.stripe.Signed.NOW;
import static io.tollgate.providerevents.stripe.Signed.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.Stripe;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tollgate.providerevents.EventReader.Reading;
import io.tollgate.providerevents.ReceivedEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class EnvelopeTest {
    private static final String EVENT = "{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"invoice.paid\"";

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of(EVENT + ",\"livemode\":false,\"data\":{\"object\":{\"livemode\":true}}}", null),
                Arguments.of(EVENT + ",\"livemode\":false,\"account\":null}", null),
                Arguments.of(EVENT + ",\"livemode\":false,\"account\":\"acct_1\"}", null),
                Arguments.of(EVENT + ",\"livemode\":true}", "wrong_mode"),
                Arguments.of(EVENT + ",\"livemode\":null}", "missing:livemode"),
                Arguments.of(EVENT + ",\"livemode\":\"false\"}", "missing:livemode"),
                Arguments.of(EVENT + "}", "missing:livemode"),
                Arguments.of("{\"id\":\"evt_1\",\"object\":\"v2.core.event\",\"type\":\"v1.x\"}", "thin_event"),
                Arguments.of("{\"object\":\"event\",\"type\":\"x\",\"livemode\":false}", "unreadable"),
                Arguments.of("{\"id\":\"evt_1\",\"object\":\"event\",\"livemode\":false}", "unreadable"),
                Arguments.of("{\"id\":7,\"object\":\"event\",\"type\":\"x\",\"livemode\":false}", "unreadable"),
                Arguments.of("{\"id\":\"\",\"object\":\"event\",\"type\":\"x\",\"livemode\":false}", "unreadable"),
                Arguments.of("{\"id\":\"e\\u0000\",\"type\":\"x\",\"livemode\":false}", "unreadable"),
                Arguments.of("{\"id\":\"" + "e".repeat(256) + "\",\"type\":\"x\",\"livemode\":false}", "unreadable"),
                Arguments.of(EVENT + ",\"livemode\":false,\"account\":\"a b\"}", "unreadable"),
                Arguments.of("{}", "unreadable"),
                Arguments.of("[]", "unreadable"),
                Arguments.of("null", "unreadable"),
                Arguments.of("not json", "unreadable"),
                Arguments.of(EVENT, "unreadable"),
                Arguments.of(EVENT + ",\"livemode\":false}}", "unreadable"),
                Arguments.of(EVENT + ",\"livemode\":false} {}", "unreadable"),
                Arguments.of(EVENT + ",\"data\":" + "[".repeat(50_000), "unreadable"));
    }

    @ParameterizedTest
    @MethodSource("bodies")
    void a_well_signed_body_is_stored_as_what_it_is(String text, @Nullable String parkedAs) {
        byte[] body = bytes(text);

        ReceivedEvent event = receive(body);

        assertThat(event.parkedAs()).isEqualTo(parkedAs);
        assertThat(event.body()).isEqualTo(body);
        assertThat(event.eventId()).isEqualTo("unreadable".equals(parkedAs) ? null : "evt_1");
    }

    @Test
    void an_event_of_a_connected_account_is_stored_as_one() {
        assertThat(receive(bytes(EVENT + ",\"livemode\":false,\"account\":\"acct_1\"}"))
                        .connectedAccount())
                .isEqualTo("acct_1");
    }

    /// Webhook truth 5, and version tolerance: each delivery is counted.
    @Test
    void deliveries_are_counted_by_account_version_and_whether_their_type_is_handled() {
        SimpleMeterRegistry metrics = new SimpleMeterRegistry();
        StripeEventReader reader = Signed.reader(false, metrics);
        for (String text : List.of(
                EVENT + ",\"livemode\":false,\"api_version\":\"" + Stripe.API_VERSION + "\"}",
                EVENT + ",\"livemode\":false,\"api_version\":\"2020-08-27\"}",
                EVENT + ",\"livemode\":false,\"api_version\":\"2020-08-27\"}",
                "{\"id\":\"evt_1\",\"type\":\"plan.created\",\"livemode\":false,\"api_version\":null}",
                "rubbish")) {
            reader.receive(null, Signed.header(bytes(text)), bytes(text), NOW);
        }
        byte[] others = bytes(EVENT + ",\"livemode\":false}");
        reader.receive("other-token", Signed.header(others, Signed.OTHERS, NOW.getEpochSecond()), others, NOW);
        reader.receive(null, "t=1,v1=0", bytes(EVENT), NOW);

        assertThat(metrics.find("tollgate.webhooks.received").counters())
                .extracting(counter -> counter.getId().getTag("provider")
                        + " " + counter.getId().getTag("version")
                        + " " + counter.getId().getTag("type")
                        + " " + (long) counter.count())
                .containsExactlyInAnyOrder(
                        "default pinned invoice.paid 1",
                        "default other invoice.paid 2",
                        "default none unhandled 1",
                        "default none unreadable 1",
                        "other none invoice.paid 1");
    }

    @Test
    void in_live_mode_a_test_event_is_the_wrong_one() {
        byte[] body = bytes(EVENT + ",\"livemode\":false}");

        assertThat(Signed.reader(true).receive(null, Signed.header(body), body, NOW))
                .hasValueSatisfying(event -> assertThat(event.parkedAs()).isEqualTo("wrong_mode"));
    }

    @Test
    void bytes_that_are_no_text_are_kept_as_they_are() {
        byte[] body = (EVENT + ",\"livemode\":false,\"x\":\"\u00ff\"}").getBytes(StandardCharsets.ISO_8859_1);

        assertThat(receive(body).body()).isEqualTo(body);
        assertThat(Signed.reader().read(Signed.stored(body))).isEqualTo(new Reading.Unreadable("unreadable"));
    }

    @Property(tries = 500)
    void no_body_whatever_makes_it_throw(@ForAll byte[] body) {
        if (body.length > 0) {
            assertThat(receive(body)).isNotNull();
            assertThat(Signed.reader().read(Signed.stored(body))).isNotNull();
        }
    }

    private static ReceivedEvent receive(byte[] body) {
        return Signed.reader().receive(null, Signed.header(body), body, NOW).orElseThrow();
    }
}
