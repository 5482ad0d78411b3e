package io.tollgate.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CardNumbersTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "4242424242424242",
                "4242 4242 4242 4242",
                "4242-4242-4242-4242",
                "my card is 378282246310005, please charge it",
                "order 7 4242424242424242",
                "6205500000000000004"
            })
    void a_card_number_is_found_however_it_is_written(String text) {
        assertThat(CardNumbers.isIn(text)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "4242424242424241",
                "a donation of 500",
                "2026-01-01 to 2026-12-31",
                "+49 171 1234567",
                "42424242"
            })
    void other_numbers_are_not(String text) {
        assertThat(CardNumbers.isIn(text)).isFalse();
    }
}
