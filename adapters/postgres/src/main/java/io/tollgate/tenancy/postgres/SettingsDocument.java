package io.tollgate.tenancy.postgres;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.tollgate.tenancy.AmountLimit;
import io.tollgate.tenancy.AutomaticTax;
import io.tollgate.tenancy.LatePayment;
import io.tollgate.tenancy.PurchaseLimits;
import io.tollgate.tenancy.Settings;
import io.tollgate.tenancy.TrialReuse;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A project's settings as stored; what is missing is the default.
@RegisterForReflection
public record SettingsDocument(
        @Nullable List<String> allowedOrigins,
        @Nullable Duration renewalSlack,
        @Nullable Duration processingSlack,
        @Nullable String userDirectory,
        @Nullable AutomaticTax automaticTax,
        @Nullable LatePayment latePayment,
        @Nullable TrialReuse trialReuse,
        @Nullable List<LimitDocument> amountLimits,
        @Nullable PurchasesDocument purchaseLimits) {
    /// An [AmountLimit] as stored.
    @RegisterForReflection
    public record LimitDocument(String currency, long min, long max) {}

    /// [PurchaseLimits] as stored.
    @RegisterForReflection
    public record PurchasesDocument(int open, int declinedPerHour) {}

    static SettingsDocument of(Settings settings) {
        return new SettingsDocument(
                settings.allowedOrigins(),
                settings.renewalSlack(),
                settings.processingSlack(),
                settings.userDirectory() == null
                        ? null
                        : settings.userDirectory().toString(),
                settings.automaticTax(),
                settings.latePayment(),
                settings.trialReuse(),
                settings.amountLimits().stream()
                        .map(limit -> new LimitDocument(limit.currency(), limit.min(), limit.max()))
                        .toList(),
                new PurchasesDocument(
                        settings.purchaseLimits().open(),
                        settings.purchaseLimits().declinedPerHour()));
    }

    Settings toSettings() {
        return new Settings(
                allowedOrigins == null ? List.of() : allowedOrigins,
                renewalSlack == null ? Settings.RENEWAL_SLACK : renewalSlack,
                processingSlack == null ? Settings.PROCESSING_SLACK : processingSlack,
                userDirectory == null ? null : URI.create(userDirectory),
                automaticTax == null ? AutomaticTax.OFF : automaticTax,
                latePayment == null ? LatePayment.HONOUR : latePayment,
                trialReuse == null ? TrialReuse.CANCEL : trialReuse,
                amountLimits == null
                        ? List.of()
                        : amountLimits.stream()
                                .map(limit -> new AmountLimit(limit.currency(), limit.min(), limit.max()))
                                .toList(),
                purchaseLimits == null
                        ? PurchaseLimits.USUAL
                        : new PurchaseLimits(purchaseLimits.open(), purchaseLimits.declinedPerHour()));
    }
}
