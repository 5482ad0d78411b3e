package io.tollgate.tenancy;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class KeyTextTest {
    private static final byte[] SECRET = new byte[KeyText.SECRET_BYTES];

    @Test
    void a_key_is_read_back_and_recognises_its_hash() {
        KeyText made = KeyText.of(false, "key_019abc", SECRET);

        KeyText read = KeyText.parse(made.reveal()).orElseThrow();

        assertThat(made.reveal()).startsWith("tg_test_019abc_");
        assertThat(read.keyId()).isEqualTo("key_019abc");
        assertThat(read.matches(stored(made.hash()))).isTrue();
        assertThat(read.matches(stored("00".repeat(32)))).isFalse();
    }

    @Test
    void any_changed_character_is_noticed_without_looking_up() {
        String text = KeyText.of(true, "key_019abc", SECRET).reveal();

        for (int i = 0; i < text.length(); i++) {
            char other = text.charAt(i) == '1' ? '2' : '1';
            assertThat(KeyText.parse(text.substring(0, i) + other + text.substring(i + 1)))
                    .isEmpty();
        }
        assertThat(KeyText.parse("")).isEmpty();
        assertThat(KeyText.parse(text + "0")).isEmpty();
        assertThat(KeyText.parse(text.toUpperCase(java.util.Locale.ROOT))).isEmpty();
    }

    @Test
    void a_key_does_not_show_its_secret_by_accident() {
        KeyText made = KeyText.of(true, "key_019abc", SECRET);

        assertThat(made.toString()).isEqualTo("KeyText[key_019abc]");
    }

    private static ApiKey stored(String hash) {
        return new ApiKey("key_019abc", "app_1", new ProjectId("acme"), "prod", Set.of(), hash, null);
    }
}
