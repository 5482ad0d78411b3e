package io.tollgate.orders.usecase;

import io.tollgate.accounts.Account;
import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Accounts;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.accounts.usecase.CloseSetup;
import io.tollgate.accounts.usecase.UpdateCustomer;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Price;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakeCustomerUpdates;
import io.tollgate.fixtures.fakes.FakePayments;
import io.tollgate.fixtures.fakes.FakeRefunding;
import io.tollgate.fixtures.fakes.FakeSubscriptionChanges;
import io.tollgate.fixtures.fakes.FakeUserDirectory;
import io.tollgate.fixtures.fakes.InMemoryDatabase;
import io.tollgate.fixtures.fakes.InMemoryTrialCards;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.jobs.Job;
import io.tollgate.jobs.usecase.RunJobs;
import io.tollgate.money.Money;
import io.tollgate.orders.CheckoutPage;
import io.tollgate.orders.CheckoutRequest;
import io.tollgate.orders.Order;
import io.tollgate.orders.OrderId;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.refunds.usecase.CancelRefunded;
import io.tollgate.refunds.usecase.FollowRefund;
import io.tollgate.refunds.usecase.SendRefund;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.subscriptions.usecase.ChangeSubscription;
import io.tollgate.subscriptions.usecase.CheckTrial;
import io.tollgate.subscriptions.usecase.EndSubscription;
import io.tollgate.subscriptions.usecase.FinishChange;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Settings;
import java.time.Duration;
import java.time.Period;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

/// A project that sells, on fakes.
public final class Shop {
    public static final AccountId ALICE = AccountId.of("acme", "alice");
    public static final AccountId BOB = AccountId.of("acme", "bob");
    public static final Cause CAUSE = new Cause("user", "alice", null);

    public final TestTime time = new TestTime();
    public final InMemoryDatabase database = new InMemoryDatabase(time);
    public final InMemoryTrialCards trialCards = new InMemoryTrialCards();
    public final FakePayments payments = new FakePayments(time);
    public final FakeCustomerUpdates updates = new FakeCustomerUpdates(payments);
    public final FakeSubscriptionChanges changes = new FakeSubscriptionChanges(payments, time);
    public final FakeRefunding refunding = new FakeRefunding(payments, time);
    public final FakeUserDirectory directory = new FakeUserDirectory();
    public final List<Throwable> failures = new CopyOnWriteArrayList<>();

    public Shop() {
        database.addProject("acme", "default");
        putCatalog();
    }

    private void putCatalog() {
        List<Plan> plans = new ArrayList<>(List.of(
                plan("free"),
                plan("pro", month("pro-month", "usd", "price_pro")),
                plan("team", month("team-month", "usd", "price_team"), month("team-euro", "eur", "price_team_euro")),
                plan("euro", month("euro-month", "eur", "price_euro")),
                new Plan(
                        "trial2",
                        "trial2",
                        false,
                        14,
                        0,
                        List.of(month("trial2-month", "usd", "price_trial2")),
                        List.of(PlanFeature.flag("use-trial2"))),
                new Plan(
                        "trial",
                        "trial",
                        false,
                        14,
                        0,
                        List.of(month("trial-month", "usd", "price_trial")),
                        List.of(PlanFeature.flag("use-trial"))),
                plan("new", new Price.OneTime("new-pass", Period.ofMonths(1), new Money(900, "usd"), null))));
        IntStream.range(0, 64).mapToObj(i -> plan("pass" + i, pass("pass" + i))).forEach(plans::add);
        long version = database.catalogs.current(new ProjectId("acme")).version();
        database.catalogs.put(new ProjectId("acme"), version, new Catalog(0, List.of(), plans), CAUSE);
    }

    /// Nothing is sold any more.
    public void clearOut() {
        long version = database.catalogs.current(new ProjectId("acme")).version();
        database.catalogs.put(new ProjectId("acme"), version, Catalog.EMPTY, CAUSE);
    }

    private static Plan plan(String code, Price... prices) {
        return new Plan(
                code, code, code.equals("free"), 0, 0, List.of(prices), List.of(PlanFeature.flag("use-" + code)));
    }

    private static Price month(String code, String currency, String providerPriceId) {
        return new Price.Recurring(code, Period.ofMonths(1), new Money(1999, currency), providerPriceId);
    }

    private static Price pass(String code) {
        return new Price.OneTime(code + "-once", Period.ofMonths(1), new Money(2500, "usd"), "price_" + code);
    }

    /// The operation's id names the order: `op_1` opens `ord_1`.
    public StartCheckout.Command command(String operation, AccountId account, String plan) {
        return new StartCheckout.Command(operation, account, CAUSE, plan, null, 1, request());
    }

    public CheckoutRequest request() {
        return new CheckoutRequest(
                "https://app.test/done",
                "https://app.test/back",
                "alice@app.test",
                null,
                Map.of(),
                time.instant().plus(Duration.ofHours(23)));
    }

    public StartCheckout startCheckout() {
        return startCheckout(database.accounts);
    }

    public StartCheckout startCheckout(Accounts accounts) {
        return new StartCheckout(database.projects, database.catalogs, accounts, payments, directory, time);
    }

    public PurchaseOutcome<CheckoutPage> start(String operation, String plan) {
        return startCheckout().start(command(operation, ALICE, plan));
    }

    public StartPayment startPayment() {
        return startPayment(database.accounts);
    }

    public StartPayment startPayment(Accounts accounts) {
        return new StartPayment(database.projects, database.catalogs, accounts, payments, directory, time);
    }

    public StartSubscription startSubscription() {
        return startSubscription(database.accounts);
    }

    public StartSubscription startSubscription(Accounts accounts) {
        return new StartSubscription(database.projects, database.catalogs, accounts, payments, directory, time);
    }

    public void settle(Settings settings) {
        database.projects.change(new ProjectId("acme"), settings);
    }

    /// Alice's account takes in what the provider tells.
    public void take(ProviderFact fact) {
        take(ALICE, fact);
    }

    /// By the settings that the project has now.
    public void take(AccountId account, ProviderFact fact) {
        Settings settings =
                database.projects.find(account.project()).orElseThrow().settings();
        Circumstances given = new Circumstances(time.instant(), settings);
        database.accounts.decide(account, Touching.fact(fact), CAUSE, a -> TakingIn.fact(a, fact, given));
    }

    /// Alice's order of `pro` is a subscription from here on, with its first month paid.
    ///
    /// @param item the provider's item of it
    public void subscribe(OrderId order, String subscription, String item, String invoice) {
        SubscriptionState active = new SubscriptionState(
                SubscriptionStatus.ACTIVE,
                time.instant().plus(Duration.ofDays(31)),
                false,
                null,
                null,
                null,
                "price_pro",
                1,
                item,
                null);
        payments.hasSubscription(subscription, order, active);
        take(new ProviderFact.SubscriptionSeen(subscription, order, active, Observed.event(time.instant()), false));
        refunding.hasPayment(invoice, Samples.usd(1999));
        take(Samples.invoicePaid(order.value(), subscription, invoice, time.instant()));
    }

    public RunJobs runJobs() {
        return new RunJobs(
                database.jobs,
                database.projects,
                database.accounts,
                new ResumeCheckout(database.projects, database.accounts, payments, time),
                new CloseOrder(database.projects, database.accounts, payments, time),
                new ExpireOrder(database.projects, database.accounts, time),
                new CloseSetup(database.projects, database.accounts, payments, time),
                new CheckTrial(database.projects, database.accounts, payments, trialCards, time),
                new FinishChange(database.projects, database.catalogs, database.accounts, payments, changes, time),
                new UpdateCustomer(database.projects, database.accounts, database.accounts::profile, updates),
                new SendRefund(database.projects, database.accounts, refunding, time),
                new FollowRefund(database.projects, database.accounts, refunding, time),
                cancelRefunded(database.accounts),
                new EndSubscription(changing(database.accounts)),
                time,
                (_, cause) -> failures.add(cause));
    }

    public CancelRefunded cancelRefunded(Accounts accounts) {
        return new CancelRefunded(accounts, new EndSubscription(changing(accounts)));
    }

    private ChangeSubscription changing(Accounts accounts) {
        return new ChangeSubscription(database.projects, database.catalogs, accounts, payments, changes, time);
    }

    /// Runs what is due, and what follows from it.
    public void work() {
        RunJobs jobs = runJobs();
        while (jobs.step() > 0) {}
    }

    /// The jobs that are not done.
    public List<Job> jobs() {
        return database.jobs.all();
    }

    public Account alice() {
        return database.accounts.whole(ALICE).orElseThrow();
    }

    public Order order(String id) {
        return alice().order(new OrderId(id)).orElseThrow();
    }

    /// The orders whose pages are open at the provider.
    public List<String> openPages() {
        return payments.openPages().stream()
                .map(opened -> opened.sale().id().value())
                .toList();
    }
}
