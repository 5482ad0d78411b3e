package io.tollgate.money;

import java.util.Currency;
import java.util.Locale;
import java.util.Set;

/// An amount of money.
///
/// @param amount in the provider's minor units (cents, yen, fils ×10), never a fraction, never below zero
/// @param currency ISO 4217, three lower-case letters
public record Money(long amount, String currency) {
    /// Sent without decimals; see https://docs.stripe.com/currencies#zero-decimal.
    private static final Set<String> ZERO_DECIMAL = Set.of(
            "bif", "clp", "djf", "gnf", "jpy", "kmf", "krw", "mga", "pyg", "rwf", "vnd", "vuv", "xaf", "xof", "xpf");

    private static final Set<String> THREE_DECIMAL = Set.of("bhd", "jod", "kwd", "omr", "tnd");

    /// No fractions, yet sent × 100.
    private static final Set<String> WHOLE_TIMES_HUNDRED = Set.of("isk", "ugx");

    public Money {
        if (amount < 0) {
            throw new IllegalArgumentException("amount must not be negative");
        }
        if (currency.length() != 3 || !currency.chars().allMatch(c -> c >= 'a' && c <= 'z')) {
            throw new IllegalArgumentException("currency must be three lower-case letters");
        }
    }

    public static Money zero(String currency) {
        return new Money(0, currency);
    }

    public Money times(long factor) {
        return new Money(Math.multiplyExact(amount, factor), currency);
    }

    /// Whether ISO 4217 has this currency.
    public static boolean isCurrency(String currency) {
        return Currency.getAvailableCurrencies().stream()
                .anyMatch(known ->
                        known.getCurrencyCode().toLowerCase(Locale.ROOT).equals(currency));
    }

    /// Whether the provider can charge this amount: three-decimal currencies end in 0, ISK and UGX in 00.
    public boolean isChargeable() {
        if (THREE_DECIMAL.contains(currency)) {
            return amount % 10 == 0;
        }
        return !WHOLE_TIMES_HUNDRED.contains(currency) || amount % 100 == 0;
    }

    /// Digits after the decimal point, as the provider counts them.
    public int decimals() {
        if (ZERO_DECIMAL.contains(currency)) {
            return 0;
        }
        return THREE_DECIMAL.contains(currency) ? 3 : 2;
    }

    @Override
    public String toString() {
        return amount + " " + currency.toUpperCase(Locale.ROOT);
    }
}
