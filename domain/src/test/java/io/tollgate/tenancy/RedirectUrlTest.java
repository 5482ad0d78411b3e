package io.tollgate.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RedirectUrlTest {
    private static final List<String> ALLOWED = List.of("https://shop.example.com", "https://other.example.com:8443");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://shop.example.com",
                "https://shop.example.com/",
                "https://shop.example.com/done?session={CHECKOUT_SESSION_ID}#top",
                "https://SHOP.example.com:443/done",
                "https://other.example.com:8443/x"
            })
    void a_page_of_an_allowed_origin_is_allowed(String url) {
        assertThat(RedirectUrl.refusal(url, ALLOWED, false)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "/done",
                "//shop.example.com/done",
                "http://shop.example.com/",
                "javascript:alert(1)",
                "data:text/html,x",
                "https:shop.example.com",
                "https:///shop.example.com",
                "https://shop.example.com@evil.example/",
                "https://user:pass@shop.example.com/",
                "https://@shop.example.com/",
                "https://evil.example\\@shop.example.com/",
                "https://evil.example/\\shop.example.com",
                "https:\\\\shop.example.com",
                "https://shop.example.com.evil.example/",
                "https://shop.example.com.",
                "https://evilshop.example.com/",
                "https://sub.shop.example.com/",
                "https://evil.example?https://shop.example.com",
                "https://evil.example#@shop.example.com",
                "https://evil.example;shop.example.com/",
                "https://shop.example.com:444/",
                "https://shop.example.com:0/",
                "https://shop.example.com:99999/",
                "https://shop.example.com%2eevil.example/",
                "https://shop.example.com%00.evil.example/",
                "https://shop\t.example.com/",
                "https://shop.example.com/\r\nX: y",
                " https://shop.example.com/",
                "https://shop。example.com/",
                "https://ѕhop.example.com/",
                "https://{CHECKOUT_SESSION_ID}/",
                "https://shop.example.com/{x}",
                "http://localhost/",
                "http://127.0.0.1/"
            })
    void known_bypasses_are_refused(String url) {
        assertThat(RedirectUrl.refusal(url, ALLOWED, false)).isPresent();
    }

    @Test
    void in_test_mode_a_listed_loopback_address_may_be_plain_http() {
        List<String> allowed = List.of("http://localhost:3000", "http://shop.example.com");

        assertThat(RedirectUrl.refusal("http://localhost:3000/done", allowed, true))
                .isEmpty();
        assertThat(RedirectUrl.refusal("http://localhost:3001/done", allowed, true))
                .contains("origin_not_allowed");
        assertThat(RedirectUrl.refusal("http://localhost:3000/done", allowed, false))
                .contains("invalid_url");
        assertThat(RedirectUrl.refusal("http://shop.example.com/", allowed, true))
                .contains("invalid_url");
        assertThat(RedirectUrl.refusal("http://localhost.evil.example:3000/", allowed, true))
                .contains("invalid_url");
    }

    @Test
    void a_very_long_address_is_refused() {
        String url = "https://shop.example.com/" + "a".repeat(2_000);

        assertThat(RedirectUrl.refusal(url, ALLOWED, false)).contains("invalid_url");
    }

    @Test
    void an_origin_is_bare() {
        assertThat(RedirectUrl.originOf("https://Shop.example.com:443", false)).contains("https://shop.example.com");
        assertThat(RedirectUrl.originOf("https://shop.example.com/", false)).isEmpty();
        assertThat(RedirectUrl.originOf("https://shop.example.com?x", false)).isEmpty();
        assertThat(RedirectUrl.originOf("null", false)).isEmpty();
        assertThat(RedirectUrl.originOf("*", false)).isEmpty();
    }
}
