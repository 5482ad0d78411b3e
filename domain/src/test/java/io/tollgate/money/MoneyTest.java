package io.tollgate.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MoneyTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "us", "usdd", "USD", "u1d", "üsd", " us"})
    void a_currency_is_three_lower_case_letters(String currency) {
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(1, currency));
    }

    @Test
    void an_amount_is_never_below_zero() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Money(-1, "usd"));
        assertThat(Money.zero("usd").amount()).isZero();
    }

    @ParameterizedTest
    @CsvSource({"usd, 2", "jpy, 0", "xpf, 0", "kwd, 3", "tnd, 3", "isk, 2", "ugx, 2", "huf, 2"})
    void decimals_are_the_providers(String currency, int decimals) {
        assertThat(new Money(1, currency).decimals()).isEqualTo(decimals);
    }

    @ParameterizedTest
    @CsvSource({
        "1, usd, true",
        "1, jpy, true",
        "10, kwd, true",
        "11, kwd, false",
        "100, isk, true",
        "150, isk, false",
        "100, ugx, true",
        "101, ugx, false",
        "0, isk, true"
    })
    void what_the_provider_cannot_charge_is_known(long amount, String currency, boolean chargeable) {
        assertThat(new Money(amount, currency).isChargeable()).isEqualTo(chargeable);
    }

    @Test
    void a_product_too_large_is_refused_rather_than_wrong() {
        assertThat(new Money(1999, "usd").times(3)).isEqualTo(new Money(5997, "usd"));
        assertThatThrownBy(() -> new Money(Long.MAX_VALUE, "usd").times(2)).isInstanceOf(ArithmeticException.class);
    }
}
