package io.tollgate.payments.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StripeLinksTest {
    private final StripeLinks sandbox = new StripeLinks(StripeSettings.of(false, "http://sandbox:12111", List.of()));

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:12111/i/in_1", "https://sandbox.example.com/i/in_1"})
    void the_sandboxs_pages_are_where_it_says(String link) {
        assertThat(sandbox.shown(link)).contains(link);
    }

    @ParameterizedTest
    @ValueSource(strings = {"javascript:alert(1)", "http://user@localhost/i/in_1", "http://local host/", "/i/in_1", ""})
    void what_is_no_page_of_the_web_is_never_shown(String link) {
        assertThat(sandbox.shown(link)).isEmpty();
    }

    @Test
    void stripe_itself_has_its_pages_on_its_own_host() {
        var stripe = new StripeLinks(StripeSettings.of(false, StripeSettings.STRIPE, List.of()));

        assertThat(stripe.shown("https://invoice.stripe.com/i/1")).isPresent();
        assertThat(stripe.shown("http://localhost:12111/i/in_1")).isEmpty();
    }
}
