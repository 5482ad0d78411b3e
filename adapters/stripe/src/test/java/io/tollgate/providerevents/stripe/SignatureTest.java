package io.tollgate.providerevents.stripe;

import static io.tollgate.providerevents.stripe.Signed.NOW;
import static io.tollgate.providerevents.stripe.Signed.SECRET;
import static org.assertj.core.api.Assertions.assertThat;

import io.tollgate.payments.ProviderAccount;
import io.tollgate.providerevents.ReceivedEvent;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SignatureTest {
    private static final byte[] BODY =
            Signed.bytes("{\"id\":\"evt_1\",\"object\":\"event\",\"type\":\"invoice.paid\",\"livemode\":false}");
    private static final long STAMP = NOW.getEpochSecond();
    private static final String GOOD = Signed.signature(BODY, SECRET, STAMP);
    private static final String JUNK = "0".repeat(64);

    static Stream<Arguments> headers() {
        return Stream.of(
                Arguments.of("as Stripe sends it", "t=" + STAMP + ",v1=" + GOOD, true),
                Arguments.of("the stamp last", "v1=" + GOOD + ",t=" + STAMP, true),
                Arguments.of("another scheme beside", "t=" + STAMP + ",v1=" + GOOD + ",v0=" + JUNK, true),
                Arguments.of("the second matches", "t=" + STAMP + ",v1=" + JUNK + ",v1=" + GOOD, true),
                Arguments.of("the fifth matches", "t=" + STAMP + (",v1=" + JUNK).repeat(4) + ",v1=" + GOOD, true),
                Arguments.of("a v1 that is none beside", "t=" + STAMP + ",v1=,v1=" + GOOD, true),
                Arguments.of("signed with the next secret", Signed.header(BODY, Signed.NEXT, STAMP), true),
                Arguments.of("300 s old", Signed.header(BODY, SECRET, STAMP - 300), true),
                Arguments.of("300 s ahead", Signed.header(BODY, SECRET, STAMP + 300), true),
                Arguments.of("301 s old", Signed.header(BODY, SECRET, STAMP - 301), false),
                Arguments.of("301 s ahead", Signed.header(BODY, SECRET, STAMP + 301), false),
                Arguments.of("a day ahead", Signed.header(BODY, SECRET, STAMP + 86_400), false),
                Arguments.of("no header", null, false),
                Arguments.of("empty", "", false),
                Arguments.of("blank", " ", false),
                Arguments.of("no signature", "t=" + STAMP, false),
                Arguments.of("no stamp", "v1=" + GOOD, false),
                Arguments.of("two stamps", "t=1,t=" + STAMP + ",v1=" + GOOD, false),
                Arguments.of("the stamp is no number", "t=abc,v1=" + GOOD, false),
                Arguments.of("the stamp is empty", "t=,v1=" + GOOD, false),
                Arguments.of("the stamp is negative", Signed.header(BODY, SECRET, -STAMP), false),
                Arguments.of("the stamp is signed", "t=+" + STAMP + ",v1=" + GOOD, false),
                Arguments.of("the stamp overflows", "t=99999999999999999999,v1=" + GOOD, false),
                Arguments.of("the stamp in other digits", "t=١٧٧٢٣٦٦٤٠٠,v1=" + GOOD, false),
                Arguments.of("t without =", "t,v1=" + GOOD, false),
                Arguments.of("v1 without =", "t=" + STAMP + ",v1", false),
                Arguments.of("commas only", ",,,", false),
                Arguments.of("a space after the comma", "t=" + STAMP + ", v1=" + GOOD, false),
                Arguments.of("upper-case hex", "t=" + STAMP + ",v1=" + GOOD.toUpperCase(Locale.ROOT), false),
                Arguments.of("too short", "t=" + STAMP + ",v1=" + GOOD.substring(1), false),
                Arguments.of("too long", "t=" + STAMP + ",v1=" + GOOD + "0", false),
                Arguments.of("another scheme only", "t=" + STAMP + ",v0=" + GOOD, false),
                Arguments.of("another stamp", "t=" + (STAMP + 1) + ",v1=" + GOOD, false),
                Arguments.of("another account's secret", Signed.header(BODY, Signed.OTHERS, STAMP), false),
                Arguments.of("an empty secret", Signed.header(BODY, " ", STAMP), false),
                Arguments.of("more than five", "t=" + STAMP + ",v1=" + GOOD + (",v1=" + JUNK).repeat(5), false),
                Arguments.of("endless", "t=" + STAMP + ",v1=" + GOOD + ",x=" + "y".repeat(100_000), false));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("headers")
    void a_header_is_accepted_only_if_all_of_it_is_right(String name, @Nullable String header, boolean accepted) {
        Optional<ReceivedEvent> event = Signed.reader().receive(null, header, BODY, NOW);

        assertThat(event.isPresent()).as(name).isEqualTo(accepted);
    }

    @Test
    void every_changed_byte_of_the_body_breaks_the_signature() {
        for (int i = 0; i < BODY.length; i++) {
            byte[] changed = BODY.clone();
            changed[i] ^= 1;

            assertThat(Signed.reader().receive(null, Signed.header(BODY), changed, NOW))
                    .isEmpty();
        }
    }

    @Test
    void an_empty_body_is_refused_however_well_it_is_signed() {
        byte[] empty = {};

        assertThat(Signed.reader().receive(null, Signed.header(empty), empty, NOW))
                .isEmpty();
    }

    @Test
    void the_path_token_names_the_account_whose_secrets_count() {
        String others = Signed.header(BODY, Signed.OTHERS, STAMP);

        assertThat(Signed.reader().receive("other-token", others, BODY, NOW))
                .hasValueSatisfying(e -> assertThat(e.provider()).isEqualTo(new ProviderAccount("other")));
        assertThat(Signed.reader().receive("main-token", Signed.header(BODY), BODY, NOW))
                .hasValueSatisfying(e -> assertThat(e.provider()).isEqualTo(new ProviderAccount("default")));
        assertThat(Signed.reader().receive("main-token", others, BODY, NOW)).isEmpty();
        assertThat(Signed.reader().receive("unknown", others, BODY, NOW)).isEmpty();
        assertThat(Signed.reader().receive("", others, BODY, NOW)).isEmpty();
    }

    @Property(tries = 500)
    void no_header_whatever_makes_it_throw(@ForAll String text, @ForAll boolean split) {
        String header = split ? "t=" + STAMP + ",v1=" + text + ",v1=" + GOOD : text;

        assertThat(Signed.reader().receive(null, header, BODY, NOW)).isNotNull();
    }

    @Test
    void what_stripe_java_signs_is_accepted() throws Exception {
        String body = new String(BODY, StandardCharsets.UTF_8);
        ArrayList<String> headers = new ArrayList<>();
        headers.add(com.stripe.net.Webhook.Signature.generateSignatureHeader(body, SECRET, STAMP));

        assertThat(Signed.reader().receive(null, headers.getFirst(), BODY, NOW)).isPresent();
    }
}
