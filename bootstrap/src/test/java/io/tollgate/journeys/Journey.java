package io.tollgate.journeys;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Stream;

/// What one person does, drawn from a seed: the same seed and number, the same journey.
///
/// @param clock where the person's test clock begins; empty: this one lives by the wall
/// @param webhookDelayMs how long all that is told of this person is on its way, at least
record Journey(long seed, int number, Shop shop, Optional<Instant> clock, long webhookDelayMs, List<Step> steps) {
    private static final List<Instant> BEGINNINGS = List.of(
            Instant.parse("2027-01-15T12:00:00Z"),
            Instant.parse("2027-01-31T23:30:00Z"),
            Instant.parse("2028-02-29T00:00:00Z"));
    private static final int MOST_STEPS = 7;

    /// What somebody types in: mostly nothing, or what takes that off the first payment.
    private static final String[] CODES = {"", "", "", "", "", "HALF", "ALL", "UNKNOWN"};

    /// Projects on one account of the provider's, that settle what nobody waited for each in its way.
    enum Shop {
        HONOURING(Stack.PROJECT, "honour", "cancel"),
        REFUNDING("globex", "refund", "chargeNow");

        final String project;
        final String latePayment;
        final String trialReuse;

        Shop(String project, String latePayment, String trialReuse) {
            this.project = project;
            this.latePayment = latePayment;
            this.trialReuse = trialReuse;
        }

        static Shop of(String project) {
            return Stream.of(values())
                    .filter(shop -> shop.project.equals(project))
                    .findFirst()
                    .orElseThrow();
        }
    }

    /// What can be bought: the demo's catalog, and a plan with a trial.
    enum Offer {
        TEAM("team", "team-month", true),
        SOLO_MONTH("solo", "solo-month", true),
        SOLO_YEAR("solo", "solo-year", true),
        ENTERPRISE("enterprise", "enterprise-month", true),
        PASS("pass", "pass-once", false),
        CREDITS("credits", "credits-500", false);

        final String plan;
        final String price;
        final boolean recurring;

        Offer(String plan, String price, boolean recurring) {
            this.plan = plan;
            this.price = price;
            this.recurring = recurring;
        }
    }

    /// How somebody tries to pay, and what comes of it.
    enum Card {
        GOOD("4242424242424242", "pm_card_visa", Ending.NONE),
        DECLINED("4000000000000002", "pm_card_chargeDeclined", Ending.NONE),
        INSUFFICIENT("4000000000009995", "pm_card_chargeDeclinedInsufficientFunds", Ending.NONE),
        FAILS_LATER("4000000000000341", "pm_card_chargeCustomerFail", Ending.NONE),
        AUTHENTICATED("4000002760003184", "pm_card_authenticationRequired", Ending.COMPLETE),
        NOT_AUTHENTICATED("4000002760003184", "pm_card_authenticationRequired", Ending.FAIL),
        LEFT_AT_AUTHENTICATION("4000002760003184", "pm_card_authenticationRequired", Ending.NONE),
        DISPUTED("4000000000000259", "pm_card_createDispute", Ending.NONE),
        INQUIRED("4000000000001976", "pm_card_createDisputeInquiry", Ending.NONE),
        PENDING_REFUND("4000000000007726", "pm_card_pendingRefund", Ending.NONE),
        FAILING_REFUND("4000000000005126", "pm_card_refundFail", Ending.NONE),
        DEBIT("DE89370400440532013000", "pm_sepaDebit", Ending.COMPLETE),
        DEBIT_RETURNED("DE89370400440532013000", "pm_sepaDebit", Ending.FAIL),
        DEBIT_UNDER_WAY("DE89370400440532013000", "pm_sepaDebit", Ending.NONE);

        final String number;
        final String token;
        final Ending ending;

        Card(String number, String token, Ending ending) {
            this.number = number;
            this.token = token;
            this.ending = ending;
        }
    }

    enum Ending {
        COMPLETE,
        FAIL,
        NONE
    }

    enum Share {
        ALL,
        HALF,
        A_CENT
    }

    /// One thing that a person, or the company's support at the provider's dashboard, does. What can't be done in the
    /// state that the journey is in is left out.
    sealed interface Step {
        /// Opens a page and tries these cards on it, one after the other, until one is taken.
        ///
        /// @param code takes something off; empty: none is given
        record Buy(Offer offer, int quantity, List<Card> cards, String code) implements Step {}

        /// Pays by a bank debit, and is no longer waited for when the money comes.
        ///
        /// @param failed how the order is ended by hand meanwhile; else as canceled
        record PayLate(Offer offer, boolean failed, int days) implements Step {}

        /// Opens a page, subscribes without it, and pays on it all the same.
        record SubscribeBesidePage(Offer page, Offer direct) implements Step {}

        /// Support ends the newest order that is open.
        record EndByHand(boolean failed) implements Step {}

        /// The bank decides what has become of the debits that are on their way.
        record SettleDebits(boolean complete) implements Step {}

        /// Goes to the provider's portal, as it is offered there, and does something.
        record Portal(PortalAction action) implements Step {}

        /// Has another name from now on.
        record Rename(int number) implements Step {}

        /// Pays in the caller's own page, trying these cards.
        ///
        /// @param offer empty: a bare amount
        record PayByIntent(Optional<Offer> offer, List<Card> cards) implements Step {}

        /// Subscribes without a hosted page.
        ///
        /// @param atOnce with the card as the payment method; else in the caller's own page
        record Subscribe(Offer offer, int quantity, Card card, boolean atOnce) implements Step {}

        record Cancel(boolean atPeriodEnd) implements Step {}

        record Resume() implements Step {}

        /// @param previewed charged as the preview has shown
        record Change(Offer to, int quantity, boolean previewed) implements Step {}

        /// Opens two pages for one plan, and pays on both if they let one.
        record TwoPages(Offer first, Offer second, boolean secondFirst) implements Step {}

        /// Opens a page, and closes it by the API.
        record OpenAndCancel(Offer offer, boolean payMeanwhile) implements Step {}

        /// Lets time pass on the test clock.
        record Pass(int days) implements Step {}

        record ChangeCard(Card card) implements Step {}

        /// Pays what is open.
        record PayArrears() implements Step {}

        record CancelAtProvider(boolean atPeriodEnd) implements Step {}

        record ResumeAtProvider() implements Step {}

        record ChangeAtProvider(Offer to, int quantity) implements Step {}

        /// @param behavior what becomes of the invoices meanwhile; empty: collects again
        record PauseAtProvider(Optional<String> behavior) implements Step {}

        /// What is open is given up, and no longer owed.
        record WriteOff(boolean uncollectible) implements Step {}

        /// @param newest of all payments; else the oldest
        record RefundAtProvider(Share share, boolean newest) implements Step {}

        /// @param byOrder names the order, and so its last payment
        /// @param access `keep`, `revoke`; empty: by the amount
        /// @param cancels whether the subscription ends with it
        record Refund(Share share, boolean newest, boolean byOrder, Optional<String> access, boolean cancels)
                implements Step {}

        /// Asks for all of one payment twice at once, or for more than there is in parts.
        record RefundTooMuch(Share share, boolean atOnce) implements Step {}

        /// What the bank does with a refund.
        record SettleRefund(String outcome) implements Step {}

        /// A card's owner doubts a charge.
        record Dispute(String status, boolean newest) implements Step {}

        /// The bank decides: one of what can follow.
        record MoveDispute(int choice) implements Step {}

        record WarnOfFraud(boolean newest) implements Step {}
    }

    enum PortalAction {
        CANCEL,
        RENEW,
        GOOD_CARD,
        FAILING_CARD
    }

    static Journey draw(long seed, int number) {
        Random random = new Random(seed * 1_000_003 + number);
        random.nextLong();
        Shop shop = one(random, Shop.values());
        Optional<Instant> clock = random.nextInt(100) < 60
                ? Optional.of(BEGINNINGS.get(random.nextInt(BEGINNINGS.size())))
                : Optional.empty();
        long webhookDelayMs = random.nextBoolean() ? 0 : random.nextLong(random.nextInt(10) == 0 ? 8_000 : 1_000);
        List<Step> steps = new ArrayList<>();
        steps.add(purchase(random));
        int more = random.nextInt(MOST_STEPS);
        for (int i = 0; i < more; i++) {
            steps.add(step(random, clock.isPresent()));
        }
        return new Journey(seed, number, shop, clock, webhookDelayMs, steps);
    }

    String user() {
        return "j" + Long.toUnsignedString(seed, 36) + "-" + number;
    }

    private static Step step(Random random, boolean onClock) {
        int dice = random.nextInt(100);
        if (onClock && dice < 35) {
            return new Step.Pass(random.nextBoolean() ? 31 : 1 + random.nextInt(62));
        }
        return switch (random.nextInt(30)) {
            case 0, 1 -> purchase(random);
            case 2 -> new Step.ChangeCard(random.nextBoolean() ? Card.GOOD : Card.FAILS_LATER);
            case 3 -> new Step.PayArrears();
            case 4, 5 -> new Step.CancelAtProvider(random.nextInt(3) > 0);
            case 6 -> new Step.ResumeAtProvider();
            case 7 ->
                new Step.PauseAtProvider(
                        random.nextBoolean()
                                ? Optional.empty()
                                : Optional.of(one(random, "void", "mark_uncollectible", "keep_as_draft")));
            case 8 -> new Step.WriteOff(random.nextBoolean());
            case 9 ->
                new Step.ChangeAtProvider(
                        one(random, Offer.SOLO_MONTH, Offer.SOLO_YEAR, Offer.ENTERPRISE), 1 + random.nextInt(5));
            case 10, 11, 12 ->
                new Step.Refund(
                        one(random, Share.values()),
                        random.nextBoolean(),
                        random.nextBoolean(),
                        Optional.of(one(random, "", "", "", "keep", "revoke")).filter(access -> !access.isEmpty()),
                        random.nextInt(3) == 0);
            case 13 -> new Step.SettleRefund(one(random, "complete", "complete", "fail", "requires_action"));
            case 14 -> new Step.Dispute(one(random, "needs_response", "warning_needs_response"), random.nextBoolean());
            case 15 -> new Step.MoveDispute(random.nextInt(3));
            case 16 -> new Step.WarnOfFraud(random.nextBoolean());
            case 17, 18 -> new Step.Cancel(random.nextInt(3) > 0);
            case 19 -> new Step.Resume();
            case 20, 21 ->
                new Step.Change(
                        one(random, Offer.SOLO_MONTH, Offer.SOLO_YEAR, Offer.ENTERPRISE, Offer.TEAM),
                        1 + random.nextInt(5),
                        random.nextBoolean());
            case 22 -> new Step.EndByHand(random.nextBoolean());
            case 23 -> new Step.SettleDebits(random.nextInt(3) > 0);
            case 24, 25, 26 -> new Step.Portal(one(random, PortalAction.values()));
            case 27 -> new Step.RefundTooMuch(random.nextBoolean() ? Share.ALL : Share.HALF, random.nextBoolean());
            case 28 -> new Step.Rename(random.nextInt(100));
            default -> new Step.RefundAtProvider(one(random, Share.values()), random.nextBoolean());
        };
    }

    private static Step purchase(Random random) {
        Offer offer = one(random, Offer.values());
        return switch (random.nextInt(24)) {
            case 0 ->
                new Step.TwoPages(
                        Offer.SOLO_MONTH,
                        random.nextBoolean() ? Offer.SOLO_MONTH : Offer.SOLO_YEAR,
                        random.nextBoolean());
            case 1 -> new Step.TwoPages(Offer.PASS, Offer.PASS, random.nextBoolean());
            case 2 -> new Step.OpenAndCancel(offer, random.nextBoolean());
            case 20, 21 -> new Step.PayLate(offer, random.nextBoolean(), random.nextInt(3) == 0 ? 1 : 0);
            case 22 ->
                new Step.SubscribeBesidePage(
                        Offer.SOLO_MONTH, one(random, Offer.SOLO_MONTH, Offer.SOLO_YEAR, Offer.ENTERPRISE));
            case 3, 4, 5 ->
                new Step.PayByIntent(Optional.ofNullable(one(random, Offer.PASS, Offer.CREDITS, null)), cards(random));
            case 6, 7, 8, 9, 10 ->
                new Step.Subscribe(
                        one(random, Offer.SOLO_MONTH, Offer.SOLO_YEAR, Offer.ENTERPRISE, Offer.TEAM),
                        1 + Math.max(0, random.nextInt(6) - 3),
                        random.nextInt(3) > 0 ? Card.GOOD : one(random, Card.values()),
                        random.nextBoolean());
            default -> new Step.Buy(offer, 1 + Math.max(0, random.nextInt(6) - 3), cards(random), one(random, CODES));
        };
    }

    private static List<Card> cards(Random random) {
        List<Card> cards = new ArrayList<>();
        while (cards.size() < 3 && random.nextInt(100) < 40) {
            cards.add(one(random, Card.values()));
        }
        cards.add(random.nextInt(100) < 85 ? Card.GOOD : one(random, Card.values()));
        return cards;
    }

    @SafeVarargs
    private static <T> T one(Random random, T... of) {
        return of[random.nextInt(of.length)];
    }
}
