package io.tollgate.journeys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.tollgate.journeys.Journey.Card;
import io.tollgate.journeys.Journey.Ending;
import io.tollgate.journeys.Journey.Offer;
import io.tollgate.journeys.Journey.Share;
import io.tollgate.journeys.Journey.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;

/// Makes a journey, on everything, through all faults: asks again as a good client does, and writes down what came of
/// each step.
final class Traveller {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String BY_HAND = "Ended by hand";

    /// What can become of a dispute.
    private static final Map<String, List<String>> MOVES = Map.of(
            "warning_needs_response", List.of("warning_under_review", "warning_closed", "needs_response"),
            "warning_under_review", List.of("warning_closed", "needs_response"),
            "needs_response", List.of("under_review", "won", "lost"),
            "under_review", List.of("won", "lost"));

    final Journey journey;
    final String user;
    final List<String> notes = Collections.synchronizedList(new ArrayList<>());

    final Asked asked = new Asked();
    final Client client;

    private final Stack stack;
    private final Provider provider;
    private String clock = "";
    private Instant clockTime = Instant.EPOCH;

    /// @param key of the journey's shop
    Traveller(Stack stack, Journey journey, String key) {
        this.stack = stack;
        this.provider = stack.provider;
        this.journey = journey;
        this.user = journey.user();
        this.client = new Client(stack, journey.shop().project, key, user);
    }

    /// The test clock's id; empty: this one lives by the wall.
    Optional<String> clock() {
        return Optional.of(clock).filter(id -> !id.isEmpty());
    }

    void travel() {
        journey.clock().ifPresent(beginning -> {
            clock = stack.clock(client.project, user, beginning);
            clockTime = beginning;
        });
        for (Step step : journey.steps()) {
            notes.add(step.toString());
            make(step);
        }
    }

    private void make(Step step) {
        switch (step) {
            case Step.Buy buy -> buy(buy);
            case Step.PayByIntent pay -> payByIntent(pay);
            case Step.PayLate late -> payLate(late);
            case Step.SubscribeBesidePage both -> subscribeBesidePage(both);
            case Step.EndByHand end -> endByHand(end.failed());
            case Step.SettleDebits settle -> settleDebits(settle.complete());
            case Step.Portal portal -> portal(portal.action());
            case Step.Rename rename -> rename("Somebody " + rename.number());
            case Step.RefundTooMuch refund -> refundTooMuch(refund);
            case Step.Subscribe subscribe -> subscribe(subscribe);
            case Step.Cancel cancel -> onOurs("cancel", Map.of("atPeriodEnd", cancel.atPeriodEnd()));
            case Step.Resume _ -> onOurs("resume", null);
            case Step.Change change -> change(change);
            case Step.TwoPages pages -> twoPages(pages);
            case Step.OpenAndCancel open -> openAndCancel(open);
            case Step.Pass pass -> pass(pass.days());
            case Step.ChangeCard change -> changeCard(change.card());
            case Step.PayArrears _ -> payArrears();
            case Step.CancelAtProvider cancel -> cancelAtProvider(cancel.atPeriodEnd());
            case Step.ResumeAtProvider _ -> resumeAtProvider();
            case Step.ChangeAtProvider change -> changeAtProvider(change);
            case Step.PauseAtProvider pause -> pauseAtProvider(pause.behavior().orElse(""));
            case Step.WriteOff writeOff -> writeOff(writeOff.uncollectible());
            case Step.RefundAtProvider refund -> refundAtProvider(refund);
            case Step.Refund refund -> refund(refund);
            case Step.SettleRefund settle -> settleRefund(settle.outcome());
            case Step.Dispute dispute -> dispute(dispute);
            case Step.MoveDispute move -> moveDispute(move.choice());
            case Step.WarnOfFraud warn ->
                charge(warn.newest())
                        .ifPresent(charge -> note(
                                "warning",
                                stack.sandbox("POST", "/charges/" + charge + "/early_fraud_warning", Map.of())));
        }
    }

    // ---- buying

    private void buy(Step.Buy buy) {
        awaitClock();
        open(buy.offer(), buy.quantity(), buy.code()).ifPresent(page -> payWithOneOf(page, buy.cards()));
        awaitTrial();
    }

    private void payLate(Step.PayLate late) {
        awaitClock();
        open(late.offer(), 1, "").ifPresent(page -> {
            String order = page.text("orderId");
            if (!pay(page.text("url") + "/pay", Card.DEBIT_UNDER_WAY)) {
                return;
            }
            awaitMoney(order, Card.DEBIT_UNDER_WAY);
            endByHand(late.failed());
            if (payments("processing").isEmpty()) {
                return;
            }
            if (late.days() > 0) {
                pass(late.days());
            }
            awaitClock();
            // By the wall, what comes in the same second may have come in time.
            Instant ended = Instant.now();
            look("the next second", () -> Instant.now().getEpochSecond() > ended.getEpochSecond());
            settleDebits(true);
            awaitMoney(order, Card.DEBIT);
        });
        awaitTrial();
    }

    private void subscribeBesidePage(Step.SubscribeBesidePage both) {
        awaitClock();
        open(both.page(), 1, "").ifPresent(page -> {
            subscribe(new Step.Subscribe(both.direct(), 1, Card.GOOD, true));
            payWithOneOf(page, List.of(Card.GOOD));
        });
    }

    private void endByHand(boolean failed) {
        String status = failed ? "failed" : "canceled";
        client.all("/orders?").stream()
                .filter(order -> List.of("pending", "processing")
                        .contains(order.path("status").asText()))
                .findFirst()
                .map(order -> order.path("id").asText())
                .ifPresent(order -> {
                    Instant before = now();
                    noted(
                                    "end " + order,
                                    client.askAsAdmin(
                                            "PATCH", "/orders/" + order, Map.of("status", status, "reason", BY_HAND)))
                            .filter(reply -> reply.status() == 200)
                            .ifPresent(_ -> asked.ends.put(order, new Asked.End(status, BY_HAND, since(before))));
                });
    }

    private void settleDebits(boolean complete) {
        payments("processing")
                .forEach(intent -> note(
                        "debit",
                        stack.sandbox(
                                "POST",
                                "/payment_intents/" + intent.path("id").asText() + "/authenticate",
                                Map.of("outcome", complete ? "complete" : "fail"))));
    }

    private void portal(Journey.PortalAction action) {
        ask("POST", "/portal/session", Map.of("userId", user, "returnUrl", Stack.SHOP + "/account"))
                .filter(reply -> reply.status() == 201)
                .ifPresent(portal -> {
                    String url = portal.text("url");
                    String subscription =
                            running().map(s -> s.path("id").asText()).orElse("");
                    switch (action) {
                        case CANCEL -> formAt(url + "/cancel", Map.of("subscription", subscription));
                        case RENEW -> formAt(url + "/renew", Map.of("subscription", subscription));
                        case GOOD_CARD -> formAt(url + "/card", Map.of("card", Card.GOOD.number));
                        case FAILING_CARD -> formAt(url + "/card", Map.of("card", Card.FAILS_LATER.number));
                    }
                });
    }

    private void formAt(String url, Map<String, String> form) {
        notes.add("  portal " + form + " → " + stack.form(url, form).status());
    }

    private void rename(String name) {
        ask("PATCH", "/users/" + user, Map.of("name", name))
                .filter(reply -> reply.status() == 200)
                .ifPresent(_ -> asked.name = Optional.of(name));
    }

    /// Whoever has begun a trial sees what is thought of the card, before the time of a clock that jumps has taken it.
    /// No call tells that it has been looked at.
    private void awaitTrial() {
        customer().map(c -> provider.list("/v1/subscriptions?status=all&customer=" + c)).orElse(List.of()).stream()
                .filter(s -> s.hasNonNull("trial_end")
                        && !asked.trialCards.containsKey(s.path("id").asText()))
                .forEach(s -> {
                    awaitMoney(Held.metadata(s, "order"), Card.GOOD);
                    look(
                            "the card of the trial to be looked at",
                            () -> stack.count("select count(*) from jobs where kind in ('checkTrial',"
                                            + " 'changeSubscription') and user_id = '"
                                            + user + "'")
                                    == 0);
                    asked.trialCards.put(s.path("id").asText(), fingerprint(s));
                });
    }

    /// Of what the subscription is paid with; empty: nothing yet.
    private String fingerprint(JsonNode subscription) {
        String own = subscription.path("default_payment_method").asText("");
        String method = own.isEmpty()
                ? provider.get("/v1/customers/" + subscription.path("customer").asText())
                        .at("/invoice_settings/default_payment_method")
                        .asText("")
                : own;
        if (method.isEmpty()) {
            return "";
        }
        JsonNode shown = provider.get("/v1/payment_methods/" + method);
        return shown.path(shown.path("type").asText()).path("fingerprint").asText();
    }

    private Instant now() {
        return clock.isEmpty() ? Instant.now() : clockTime;
    }

    private Asked.Span since(Instant before) {
        return new Asked.Span(before, now());
    }

    private void payByIntent(Step.PayByIntent pay) {
        awaitClock();
        Map<String, Object> body = new TreeMap<>(Map.of("userId", user));
        pay.offer()
                .ifPresentOrElse(
                        offer -> body.putAll(Map.of("plan", offer.plan, "price", offer.price)),
                        () -> body.putAll(Map.of(
                                "amount", Map.of("amount", 700, "currency", "usd"), "description", "Something")));
        opened("/payments/intent", body).ifPresent(intent -> {
            String id = intent.text("id").substring("pay_".length());
            for (Card card : pay.cards()) {
                if (confirm(id, card)) {
                    awaitMoney(intent.text("orderId"), card);
                    return;
                }
            }
        });
    }

    private void subscribe(Step.Subscribe subscribe) {
        awaitClock();
        Map<String, Object> body = new TreeMap<>(Map.of(
                "userId",
                user,
                "plan",
                subscribe.offer().plan,
                "price",
                subscribe.offer().price,
                "quantity",
                subscribe.quantity()));
        if (subscribe.atOnce()) {
            asked.declined |= List.of(Card.DECLINED, Card.INSUFFICIENT).contains(subscribe.card());
            body.put("paymentMethodId", subscribe.card().token);
        }
        opened("/subscriptions", body).ifPresent(begun -> payFirst(begun, subscribe));
        awaitTrial();
    }

    private Optional<Stack.Reply> opened(String path, Object body) {
        Instant before = now();
        return ask("POST", path, body).filter(reply -> reply.status() == 201).map(reply -> {
            asked.opened.put(reply.text("orderId"), since(before));
            return reply;
        });
    }

    private void payFirst(Stack.Reply begun, Step.Subscribe subscribe) {
        Card card = subscribe.card();
        String secret = begun.text("clientSecret");
        String intent = secret.isEmpty() ? "" : secret.substring(0, secret.indexOf("_secret"));
        boolean taken = List.of("active", "trialing").contains(begun.text("status"));
        if (!subscribe.atOnce() && !intent.isEmpty()) {
            taken = confirm(intent, card);
        } else if (card.ending != Ending.NONE && begun.text("paymentStatus").equals("requiresAction")) {
            taken = authenticate(intent, card).text("status").equals("succeeded");
        }
        if (taken) {
            awaitMoney(begun.text("orderId"), card);
        }
    }

    private void change(Step.Change change) {
        asked.changed = true;
        String prorationDate = change.previewed()
                ? ours().map(s -> client.get("/subscriptions/" + s.path("id").asText() + "/change-preview?plan="
                                        + change.to().plan + "&price=" + change.to().price + "&quantity="
                                        + change.quantity())
                                .text("prorationDate"))
                        .orElse("")
                : "";
        Map<String, Object> body = new TreeMap<>(
                Map.of("plan", change.to().plan, "price", change.to().price, "quantity", change.quantity()));
        if (!prorationDate.isEmpty()) {
            body.put("prorationDate", prorationDate);
        }
        onOurs("change", body);
    }

    private void onOurs(String what, Object body) {
        ours().ifPresent(s -> ask("POST", "/subscriptions/" + s.path("id").asText() + "/" + what, body));
    }

    /// The newest that has not ended, as the service shows it.
    private Optional<JsonNode> ours() {
        return client.all("/subscriptions?").stream()
                .filter(s -> !List.of("canceled", "incompleteExpired")
                        .contains(s.path("status").asText()))
                .findFirst();
    }

    private Stack.Reply authenticate(String intent, Card card) {
        Stack.Reply reply = stack.sandbox(
                "POST",
                "/payment_intents/" + intent + "/authenticate",
                Map.of("outcome", card.ending.name().toLowerCase(Locale.ROOT)));
        note("form: " + card, reply);
        return reply;
    }

    /// @return whether the card was taken
    private boolean confirm(String intent, Card card) {
        Stack.Reply confirmed =
                stack.sandbox("POST", "/payment_intents/" + intent + "/confirm", Map.of("card", card.number));
        note("form: " + card, confirmed);
        if (confirmed.status() == 200 && card.ending != Ending.NONE) {
            confirmed = authenticate(intent, card);
        }
        return List.of("succeeded", "processing").contains(confirmed.text("status"))
                || (confirmed.status() == 200 && card == Card.DEBIT_RETURNED);
    }

    private void twoPages(Step.TwoPages pages) {
        awaitClock();
        List<Stack.Reply> opened = Stream.of(pages.first(), pages.second())
                .flatMap(offer -> open(offer, 1, "").stream())
                .toList();
        for (Stack.Reply page : pages.secondFirst() ? opened.reversed() : opened) {
            payWithOneOf(page, List.of(Card.GOOD));
        }
    }

    private void openAndCancel(Step.OpenAndCancel open) {
        awaitClock();
        open(open.offer(), 1, "").ifPresent(page -> {
            boolean taken = open.payMeanwhile() && pay(page.text("url") + "/pay", Card.GOOD);
            Instant before = now();
            ask("POST", "/orders/" + page.text("orderId") + "/cancel", null)
                    .filter(reply -> reply.status() == 200)
                    .ifPresent(_ -> asked.ends.put(
                            page.text("orderId"), new Asked.End("canceled", "requested", since(before))));
            if (taken) {
                awaitMoney(page.text("orderId"), Card.GOOD);
            }
        });
    }

    private Optional<Stack.Reply> open(Offer offer, int quantity, String code) {
        Map<String, Object> body = new TreeMap<>(Map.of(
                "userId",
                user,
                "plan",
                offer.plan,
                "price",
                offer.price,
                "quantity",
                quantity,
                "successUrl",
                Stack.SHOP + "/done",
                "cancelUrl",
                Stack.SHOP + "/plans"));
        if (!code.isEmpty()) {
            body.put("promotionCode", code);
        }
        return opened("/checkout/session", body);
    }

    private void payWithOneOf(Stack.Reply page, List<Card> cards) {
        for (Card card : cards) {
            if (pay(page.text("url") + "/pay", card)) {
                awaitMoney(page.text("orderId"), card);
                return;
            }
        }
    }

    /// @return whether the card was taken
    private boolean pay(String url, Card card) {
        int status = post(url, card, Map.of("card", card.number));
        if (card.ending != Ending.NONE && (status == 200 || status == 303)) {
            status = post(url, card, Map.of("outcome", card.ending.name().toLowerCase(Locale.ROOT)));
        }
        return status == 303;
    }

    private int post(String url, Card card, Map<String, String> form) {
        int status = stack.form(url, form).status();
        notes.add("  page: " + card + " → " + status);
        return status;
    }

    /// What comes next, a person does after having seen what came of the last.
    private void awaitMoney(String order, Card card) {
        if (card == Card.DEBIT_RETURNED) {
            return;
        }
        look(
                "the order " + order + " to be settled",
                () -> card == Card.DEBIT_UNDER_WAY
                        ? !client.order(order).path("status").asText().equals("pending")
                        : isSettled(client.order(order)));
    }

    /// Whether it shows the money that was taken, or that none was due.
    private static boolean isSettled(JsonNode order) {
        return order.path("status").asText().equals("paid")
                || order.path("reason").asText().equals("trial_used")
                || order.path("payments")
                        .valueStream()
                        .anyMatch(p -> p.path("status").asText().equals("succeeded"));
    }

    // ---- time

    private void pass(int days) {
        if (clock.isEmpty()) {
            return;
        }
        clockTime = clockTime.plus(Duration.ofDays(days)).plus(Duration.ofHours(2));
        provider.advance(clock, clockTime.getEpochSecond());
    }

    /// Whoever buys does it in the time that the service has been told of.
    private void awaitClock() {
        if (!clock.isEmpty()) {
            look(
                    "the clock to be known",
                    () -> client.account().path("testClockTime").asText().equals(clockTime.toString()));
        }
    }

    // ---- what has been bought

    private void changeCard(Card card) {
        customer()
                .ifPresent(customer -> note(
                        "card",
                        stack.sandbox("POST", "/customers/" + customer + "/card", Map.of("card", card.number))));
    }

    private void payArrears() {
        subscriptions()
                .filter(s -> !s.path("status").asText().equals("canceled"))
                .forEach(s -> note(
                        "arrears",
                        stack.sandbox("POST", "/subscriptions/" + s.path("id").asText() + "/pay", Map.of())));
    }

    private void cancelAtProvider(boolean atPeriodEnd) {
        subscriptions().findFirst().ifPresent(s -> {
            String path = "/v1/subscriptions/" + s.path("id").asText();
            note(
                    "cancel",
                    atPeriodEnd ? provider.post(path, Map.of("cancel_at_period_end", "true")) : provider.delete(path));
        });
    }

    private void resumeAtProvider() {
        running().ifPresent(s -> note("resume", provider.post(path(s), Map.of("cancel_at_period_end", "false"))));
    }

    private Optional<JsonNode> running() {
        return subscriptions().findFirst();
    }

    private static String path(JsonNode subscription) {
        return "/v1/subscriptions/" + subscription.path("id").asText();
    }

    private void changeAtProvider(Step.ChangeAtProvider change) {
        asked.changed = true;
        running().ifPresent(s -> {
            String price = provider.list("/v1/prices?").stream()
                    .filter(p -> Held.metadata(p, "project").equals(client.project)
                            && Held.metadata(p, "price").equals(change.to().price))
                    .map(p -> p.path("id").asText())
                    .findFirst()
                    .orElseThrow();
            note(
                    "change",
                    provider.post(
                            path(s),
                            Map.of(
                                    "items[0][id]",
                                    s.at("/items/data/0/id").asText(),
                                    "items[0][price]",
                                    price,
                                    "items[0][quantity]",
                                    Integer.toString(change.quantity()))));
        });
    }

    private void pauseAtProvider(String behavior) {
        running()
                .ifPresent(s -> note(
                        "pause",
                        provider.post(
                                path(s),
                                behavior.isEmpty()
                                        ? Map.of("pause_collection", "")
                                        : Map.of("pause_collection[behavior]", behavior))));
    }

    private void writeOff(boolean uncollectible) {
        customer().map(c -> provider.list("/v1/invoices?status=open&customer=" + c)).orElse(List.of()).stream()
                .findFirst()
                .ifPresent(invoice -> note(
                        "write off",
                        provider.post(
                                "/v1/invoices/" + invoice.path("id").asText()
                                        + (uncollectible ? "/mark_uncollectible" : "/void"),
                                Map.of())));
    }

    private void refundAtProvider(Step.RefundAtProvider refund) {
        ofAll(intents(), refund.newest()).ifPresent(intent -> refundAtProvider(intent, refund.share()));
    }

    private void refundAtProvider(JsonNode intent, Share share) {
        Map<String, String> form =
                new TreeMap<>(Map.of("payment_intent", intent.path("id").asText()));
        long amount = intent.path("amount").asLong();
        switch (share) {
            case ALL -> {}
            case HALF -> form.put("amount", Long.toString(amount / 2));
            case A_CENT -> form.put("amount", "1");
        }
        note("refund", provider.post("/v1/refunds", form));
    }

    /// What was paid.
    private List<JsonNode> intents() {
        return payments("succeeded");
    }

    private List<JsonNode> payments(String status) {
        return customer().map(c -> provider.list("/v1/payment_intents?customer=" + c)).orElse(List.of()).stream()
                .filter(i -> i.path("status").asText().equals(status))
                .toList();
    }

    private static <T> Optional<T> ofAll(List<T> all, boolean newest) {
        return all.isEmpty() ? Optional.empty() : Optional.of(newest ? all.getLast() : all.getFirst());
    }

    private void refund(Step.Refund refund) {
        ofAll(ourPayments(), refund.newest()).ifPresent(payment -> {
            Map<String, Object> body = new TreeMap<>(Map.of("reason", "Not as described"));
            body.put(
                    refund.byOrder() ? "orderId" : "paymentId",
                    payment.path(refund.byOrder() ? "order" : "id").asText());
            long amount = payment.at("/amount/amount").asLong();
            if (refund.share() != Share.ALL) {
                body.put("amount", Map.of("amount", refund.share() == Share.HALF ? amount / 2 : 1, "currency", "usd"));
            }
            refund.access().ifPresent(access -> body.put("access", access));
            body.put("cancelSubscription", refund.cancels());
            ask("POST", "/refunds", body).filter(reply -> reply.status() == 201).ifPresent(reply -> {
                refund.access().ifPresent(access -> asked.access.put(reply.text("id"), access));
                if (refund.cancels()) {
                    asked.cancels.add(reply.text("id"));
                }
            });
        });
    }

    /// Of all orders, as the service shows them; oldest first.
    private List<JsonNode> ourPayments() {
        List<JsonNode> payments = new ArrayList<>();
        client.all("/orders?").forEach(order -> order.path("payments")
                .forEach(payment -> payments.add(
                        ((ObjectNode) payment).put("order", order.path("id").asText()))));
        return payments.reversed();
    }

    private void refundTooMuch(Step.RefundTooMuch refund) {
        ofAll(ourPayments(), true).ifPresent(payment -> {
            Map<String, Object> body = new TreeMap<>(
                    Map.of("reason", "Twice", "paymentId", payment.path("id").asText()));
            if (refund.share() == Share.HALF) {
                long most = payment.at("/amount/amount").asLong() / 2 + 1;
                body.put("amount", Map.of("amount", most, "currency", "usd"));
            }
            if (!refund.atOnce()) {
                ask("POST", "/refunds", body);
                ask("POST", "/refunds", body);
                return;
            }
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                Stream.generate(() -> CompletableFuture.runAsync(() -> ask("POST", "/refunds", body), threads))
                        .limit(2)
                        .toList()
                        .forEach(CompletableFuture::join);
            }
        });
    }

    private void settleRefund(String outcome) {
        List<JsonNode> refunds = intents().stream()
                .flatMap(intent -> provider
                        .list("/v1/refunds?payment_intent=" + intent.path("id").asText())
                        .stream())
                .toList();
        ofAll(refunds, true)
                .ifPresent(refund -> note(
                        "refund " + outcome,
                        stack.sandbox(
                                "POST",
                                "/refunds/" + refund.path("id").asText() + "/settle",
                                Map.of("outcome", outcome))));
    }

    private void dispute(Step.Dispute dispute) {
        charge(dispute.newest())
                .ifPresent(charge -> note(
                        "dispute",
                        stack.sandbox(
                                "POST",
                                "/charges/" + charge + "/dispute",
                                Map.of("status", dispute.status(), "reason", "fraudulent"))));
    }

    private void moveDispute(int choice) {
        List<JsonNode> disputes = intents().stream()
                .flatMap(intent -> provider
                        .list("/v1/disputes?payment_intent=" + intent.path("id").asText())
                        .stream())
                .toList();
        ofAll(disputes, true).ifPresent(dispute -> {
            List<String> next = MOVES.getOrDefault(dispute.path("status").asText(), List.of());
            if (!next.isEmpty()) {
                note(
                        "dispute",
                        stack.sandbox(
                                "POST",
                                "/disputes/" + dispute.path("id").asText(),
                                Map.of("status", next.get(choice % next.size()))));
            }
        });
    }

    private Optional<String> charge(boolean newest) {
        return ofAll(intents(), newest)
                .map(intent -> intent.path("latest_charge").asText());
    }

    private Optional<String> customer() {
        return Optional.of(client.account().path("providerCustomer").asText()).filter(customer -> !customer.isEmpty());
    }

    /// Those that the provider knows and that are not over.
    private Stream<JsonNode> subscriptions() {
        return customer().map(c -> provider.list("/v1/subscriptions?customer=" + c)).orElse(List.of()).stream();
    }

    // ---- asking

    private Optional<Stack.Reply> ask(String method, String path, Object body) {
        return noted(method + " " + path, client.ask(method, path, body));
    }

    private Optional<Stack.Reply> noted(String what, Optional<Stack.Reply> reply) {
        reply.ifPresentOrElse(answer -> note(what, answer), () -> notes.add("  " + what + " → given up"));
        return reply;
    }

    private void note(String what, Stack.Reply reply) {
        String more = reply.status() / 100 == 2
                ? reply.text("orderId") + reply.text("status")
                : reply.text("code")
                        + reply.body().path("error").path("message").asText();
        notes.add("  " + what + " → " + reply.status() + " " + more);
    }

    /// Looks now and then; says so if it was in vain, and leaves the verdict to the comparison.
    private void look(String what, Callable<Boolean> condition) {
        Instant deadline = Instant.now().plus(PATIENCE);
        while (Instant.now().isBefore(deadline)) {
            try {
                if (condition.call()) {
                    return;
                }
            } catch (Exception e) {
                notes.add("  " + e);
            }
            Stack.pause(200);
        }
        notes.add("  waited in vain for " + what);
    }
}
