package io.tollgate.publishing.kafka;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.tollgate.accounts.AccountId;
import io.tollgate.catalog.Catalog;
import io.tollgate.entitlements.Defaults;
import io.tollgate.entitlements.Entitlement;
import io.tollgate.entitlements.Holding;
import io.tollgate.entitlements.Snapshot;
import io.tollgate.money.Money;
import io.tollgate.publishing.DomainEvent;
import io.tollgate.publishing.EventEncoder;
import io.tollgate.tenancy.ProjectId;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// CloudEvents 1.0 in structured JSON, each with a closed JSON Schema for its `data` below `schemas/v1`. Written
/// field
/// by field: it runs inside of the account's commit, and a native image needs no reflection for it. Never an
/// e-mail,
/// a name or anything of a card.
@ApplicationScoped
public class CloudEventEncoder implements EventEncoder {
    private static final String TYPES = "io.tollgate.";
    private static final String SCHEMAS = "https://tollgate.dev/schemas/v1/";
    private static final String SNAPSHOT = "entitlements.snapshot";
    private static final String DEFAULTS = "entitlements.defaults";

    private final JsonFactory json = new JsonFactory();

    /// @throws IllegalArgumentException if the event is not a published one
    @Override
    public Message event(String eventId, AccountId account, DomainEvent event, Snapshot snapshot, Instant at) {
        byte[] value = write(eventId, event.type(), account.project(), account, at, out -> {
            fields(out, event);
            held(out, snapshot, at);
        });
        return new Message(Topic.EVENTS, MessageKey.of(account), value);
    }

    @Override
    public Message snapshot(String eventId, AccountId account, Snapshot snapshot, Instant at) {
        byte[] value = write(eventId, SNAPSHOT, account.project(), account, at, out -> {
            time(out, "frozenAt", snapshot.frozenAt());
            held(out, snapshot, at);
            suspended(out, snapshot, at);
        });
        return new Message(Topic.ENTITLEMENTS, MessageKey.of(account), value);
    }

    @Override
    public Message defaults(String eventId, ProjectId project, Catalog catalog, Instant at) {
        byte[] value = write(eventId, DEFAULTS, project, null, at, out -> {
            out.writeNumberField("version", catalog.version());
            entitlements(out, Snapshot.EMPTY.at(at, Defaults.of(catalog)));
        });
        return new Message(Topic.ENTITLEMENTS, MessageKey.ofDefaults(project), value);
    }

    private byte[] write(
            String id, String type, ProjectId project, @Nullable AccountId account, Instant at, Fields data) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator out = json.createGenerator(bytes)) {
            out.writeStartObject();
            out.writeStringField("specversion", "1.0");
            out.writeStringField("id", id);
            out.writeStringField("source", "/projects/" + project.value());
            out.writeStringField("type", TYPES + type);
            if (account != null) {
                out.writeStringField("subject", account.user().value());
            }
            time(out, "time", at);
            out.writeStringField("datacontenttype", "application/json");
            out.writeStringField("dataschema", SCHEMAS + type + ".json");
            out.writeObjectFieldStart("data");
            out.writeStringField("projectId", project.value());
            if (account != null) {
                out.writeStringField("userId", account.user().value());
            }
            data.write(out);
            out.writeEndObject();
            out.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    private static void fields(JsonGenerator out, DomainEvent event) throws IOException {
        switch (event) {
            case DomainEvent.OrderPaid paid -> {
                out.writeStringField("orderId", paid.order().value());
                text(out, "subscriptionId", paid.subscription());
                named(out, "plan", paid.plan());
                named(out, "price", paid.price());
                money(out, "amount", paid.amount());
                time(out, "expiresAt", paid.expiresAt());
            }
            case DomainEvent.OrderFailed failed -> {
                out.writeStringField("orderId", failed.order().value());
                named(out, "plan", failed.plan());
                money(out, "amount", failed.amount());
                out.writeStringField("status", failed.status());
                text(out, "reason", failed.reason());
            }
            case DomainEvent.OrderRefunded refunded -> {
                out.writeStringField("orderId", refunded.order().value());
                named(out, "plan", refunded.plan());
                payment(out, refunded.payment());
                money(out, "amount", refunded.amount());
                money(out, "refunded", refunded.refunded());
            }
            case DomainEvent.OrderDisputed disputed -> {
                out.writeStringField("orderId", disputed.order().value());
                named(out, "plan", disputed.plan());
                payment(out, disputed.payment());
                out.writeStringField("disputeId", disputed.dispute());
                out.writeStringField("status", disputed.status().spelling());
                money(out, "amount", disputed.amount());
                text(out, "reason", disputed.reason());
            }
            case DomainEvent.OrderFlagged flagged -> {
                out.writeStringField("orderId", flagged.order().value());
                named(out, "plan", flagged.plan());
                payment(out, flagged.payment());
                out.writeStringField("warningId", flagged.warning());
                out.writeStringField("fraudType", flagged.fraudType());
                out.writeBooleanField("actionable", flagged.actionable());
            }
            case DomainEvent.SubscriptionMoved moved -> {
                out.writeStringField("subscriptionId", moved.subscription());
                out.writeStringField("orderId", moved.order().value());
                out.writeStringField("plan", moved.plan());
                text(out, "previousPlan", moved.previousPlan());
                out.writeStringField("status", moved.status().spelling());
                time(out, "currentPeriodEnd", moved.currentPeriodEnd());
                time(out, "expiresAt", moved.expiresAt());
            }
            case DomainEvent.CreditsGranted granted -> {
                out.writeStringField("source", granted.source());
                out.writeStringField("feature", granted.feature());
                out.writeNumberField("amount", granted.amount());
                time(out, "expiresAt", granted.expiresAt());
            }
            case DomainEvent.CreditsWithdrawn withdrawn -> {
                out.writeStringField("source", withdrawn.source());
                out.writeStringField("feature", withdrawn.feature());
            }
            case DomainEvent.EntitlementsChanged _ -> {
                // The version and the entitlements, which each event carries, say it all.
            }
            case DomainEvent.OrderOpened _,
                    DomainEvent.OrderJudged _,
                    DomainEvent.RefundMoved _,
                    DomainEvent.CustomerLinked _,
                    DomainEvent.ProfileChanged _,
                    DomainEvent.CustomerUnlinked _,
                    DomainEvent.SubscriptionChangeAsked _ ->
                throw new IllegalArgumentException(event.type() + " is not published");
        }
    }

    /// A bare amount of money has no plan and no price.
    private static void named(JsonGenerator out, String field, String code) throws IOException {
        text(out, field, code.isEmpty() ? null : code);
    }

    private static void held(JsonGenerator out, Snapshot snapshot, Instant at) throws IOException {
        out.writeNumberField("version", snapshot.version());
        entitlements(out, snapshot.at(at, List.of()));
    }

    /// Why they are not among the entitlements.
    private static void suspended(JsonGenerator out, Snapshot snapshot, Instant at) throws IOException {
        List<String> features = snapshot.suspended().stream()
                .map(Holding::feature)
                .filter(feature -> snapshot.isSuspended(at, feature))
                .distinct()
                .toList();
        if (!features.isEmpty()) {
            out.writeArrayFieldStart("suspended");
            for (String feature : features) {
                out.writeString(feature);
            }
            out.writeEndArray();
        }
    }

    private static void entitlements(JsonGenerator out, List<Entitlement> entitlements) throws IOException {
        out.writeArrayFieldStart("entitlements");
        for (Entitlement entitlement : entitlements) {
            out.writeStartObject();
            out.writeStringField("feature", entitlement.feature());
            out.writeStringField("type", entitlement.type().name().toLowerCase(Locale.ROOT));
            if (entitlement.limit() != null) {
                out.writeNumberField("limit", entitlement.limit());
            }
            time(out, "expiresAt", entitlement.expiresAt());
            time(out, "currentPeriodEnd", entitlement.currentPeriodEnd());
            steps(out, entitlement.steps());
            out.writeArrayFieldStart("sources");
            for (String source : entitlement.sources()) {
                out.writeString(source);
            }
            out.writeEndArray();
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void steps(JsonGenerator out, List<Entitlement.Step> steps) throws IOException {
        if (steps.isEmpty()) {
            return;
        }
        out.writeArrayFieldStart("steps");
        for (Entitlement.Step step : steps) {
            out.writeStartObject();
            out.writeNumberField("limit", step.limit());
            time(out, "until", step.until());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    /// @param payment the provider's id
    private static void payment(JsonGenerator out, @Nullable String payment) throws IOException {
        text(out, "paymentId", payment == null ? null : "pay_" + payment);
    }

    private static void money(JsonGenerator out, String field, Money money) throws IOException {
        out.writeObjectFieldStart(field);
        out.writeNumberField("amount", money.amount());
        out.writeStringField("currency", money.currency());
        out.writeEndObject();
    }

    private static void time(JsonGenerator out, String field, @Nullable Instant time) throws IOException {
        if (time != null) {
            out.writeStringField(field, time.toString());
        }
    }

    private static void text(JsonGenerator out, String field, @Nullable String text) throws IOException {
        if (text != null) {
            out.writeStringField(field, text);
        }
    }

    private interface Fields {
        void write(JsonGenerator out) throws IOException;
    }
}
