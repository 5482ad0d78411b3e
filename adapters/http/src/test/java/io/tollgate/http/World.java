package io.tollgate.http;

import static io.tollgate.fixtures.contracts.Samples.ACME;
import static io.tollgate.fixtures.contracts.Samples.OTHER;

import io.tollgate.accounts.AccountId;
import io.tollgate.accounts.Buying;
import io.tollgate.accounts.Circumstances;
import io.tollgate.accounts.TakingIn;
import io.tollgate.accounts.Touching;
import io.tollgate.audit.Cause;
import io.tollgate.catalog.Catalog;
import io.tollgate.catalog.Feature;
import io.tollgate.catalog.FeatureType;
import io.tollgate.catalog.Plan;
import io.tollgate.catalog.PlanFeature;
import io.tollgate.catalog.Price;
import io.tollgate.catalog.Terms;
import io.tollgate.fixtures.contracts.Samples;
import io.tollgate.fixtures.fakes.FakePayments;
import io.tollgate.fixtures.fakes.FakePortal;
import io.tollgate.fixtures.fakes.FakeRefunding;
import io.tollgate.fixtures.fakes.FakeSubscriptionChanges;
import io.tollgate.fixtures.fakes.FakeUserDirectory;
import io.tollgate.fixtures.fakes.FakeWebhookEndpoints;
import io.tollgate.fixtures.fakes.InMemoryDatabase;
import io.tollgate.fixtures.fakes.SequentialIds;
import io.tollgate.fixtures.fakes.TestTime;
import io.tollgate.money.Money;
import io.tollgate.orders.OrderId;
import io.tollgate.providerevents.ProviderFact;
import io.tollgate.subscriptions.Observed;
import io.tollgate.subscriptions.SubscriptionState;
import io.tollgate.subscriptions.SubscriptionStatus;
import io.tollgate.tenancy.ApiKey;
import io.tollgate.tenancy.App;
import io.tollgate.tenancy.KeyText;
import io.tollgate.tenancy.Project;
import io.tollgate.tenancy.ProjectId;
import io.tollgate.tenancy.Scope;
import io.tollgate.tenancy.Settings;
import jakarta.inject.Singleton;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.Period;
import java.util.List;
import java.util.Set;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

/// Everything behind the API, in memory: two projects, acme and other, which sell the same.
@Singleton
public class World {
    public static final String ORIGIN = "https://shop.acme.test";
    public static final Cause TEST = new Cause("system", "test", null);

    public final TestTime time = new TestTime();
    public final SequentialIds ids = new SequentialIds();
    public final InMemoryDatabase database = new InMemoryDatabase(time);
    public final FakePayments payments = new FakePayments(time);
    public final FakeWebhookEndpoints webhookEndpoints = new FakeWebhookEndpoints();
    public final FakeRefunding refunding = new FakeRefunding(payments, time);
    public final FakeSubscriptionChanges changes = new FakeSubscriptionChanges(payments, time);
    public final FakePortal portal = new FakePortal(payments);
    public final FakeUserDirectory directory = new FakeUserDirectory();

    public World() {
        for (ProjectId project : List.of(ACME, OTHER)) {
            Settings settings =
                    Settings.defaults().withAllowedOrigins(List.of("https://shop." + project.value() + ".test"));
            database.projects.create(new Project(project, project.value(), project.value(), settings, 1));
            database.projects.addApp(new App("app_" + project.value(), project, "backend", Set.of(Scope.values())));
            database.catalogs.put(project, 0, catalog(project), TEST);
        }
    }

    /// Free for everybody; pro each month; a pass once, for good, with credits.
    public static Catalog catalog(ProjectId project) {
        String bound = "price_" + project.value();
        return new Catalog(
                0,
                List.of(
                        new Feature("reports", FeatureType.FLAG, "Reports", 0),
                        new Feature("seats", FeatureType.LIMIT, null, 0),
                        new Feature("tokens", FeatureType.CREDITS, null, 0)),
                List.of(
                        new Plan("free", "Free", true, 0, 0, List.of(), List.of(PlanFeature.limit("seats", 1))),
                        new Plan(
                                "pro",
                                "Pro",
                                false,
                                0,
                                3,
                                List.of(new Price.Recurring(
                                        "pro-month", Period.ofMonths(1), new Money(1999, "usd"), bound + "_month")),
                                List.of(PlanFeature.flag("reports"), PlanFeature.limit("seats", 5))),
                        new Plan(
                                "team",
                                "Team",
                                false,
                                0,
                                3,
                                List.of(new Price.Recurring(
                                        "team-month", Period.ofMonths(1), new Money(4999, "usd"), bound + "_team")),
                                List.of(PlanFeature.flag("reports"), PlanFeature.limit("seats", 50))),
                        new Plan(
                                "pass",
                                "Pass",
                                false,
                                0,
                                0,
                                List.of(
                                        new Price.OneTime("pass-life", null, new Money(2500, "usd"), bound + "_life"),
                                        new Price.OneTime(
                                                "pass-unsynced", Period.ofMonths(1), new Money(900, "usd"), null)),
                                List.of(
                                        PlanFeature.flag("reports"),
                                        PlanFeature.limit("seats", 3),
                                        PlanFeature.credits("tokens", 100)))));
    }

    /// A key of the project's app.
    public String key(ProjectId project, Scope... scopes) {
        byte[] secret = new byte[KeyText.SECRET_BYTES];
        new SecureRandom().nextBytes(secret);
        KeyText text = KeyText.of(false, ids.next("key"), secret);
        database.apiKeys.add(
                new ApiKey(text.keyId(), "app_" + project.value(), project, "test", Set.of(scopes), text.hash(), null));
        return text.reveal();
    }

    public String appKey(ProjectId project) {
        return key(project, Scope.values());
    }

    public JwtClaims claims(String issuer, String project, String subject, String role) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(Issuers.url(issuer));
        claims.setAudience(Issuers.AUDIENCE);
        claims.setSubject(subject);
        claims.setStringListClaim("groups", List.of(role));
        if (project != null) {
            claims.setStringClaim("project", project);
        }
        claims.setExpirationTime(date(time.instant().plus(Duration.ofHours(1))));
        return claims;
    }

    public static NumericDate date(Instant instant) {
        return NumericDate.fromSeconds(instant.getEpochSecond());
    }

    public static String sign(String issuer, JwtClaims claims) {
        JsonWebSignature signature = new JsonWebSignature();
        signature.setPayload(claims.toJson());
        signature.setKey(Issuers.keys(issuer).getPrivate());
        signature.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        signature.setHeader("typ", "JWT");
        signature.setKeyIdHeaderValue("k1");
        try {
            return signature.getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    public String user(String project, String user) {
        return sign("main", claims("main", project, user, "user"));
    }

    public String admin(String project) {
        return sign("main", claims("main", project, "root", "admin"));
    }

    public String operator() {
        return sign("main", claims("main", null, "ops", "operator"));
    }

    /// Lets somebody have paid an order for the pass.
    public void pay(AccountId account, String order) {
        refunding.hasPayment("pi_" + order, new Money(2500, "usd"));
        tell(account, Samples.paid(order, time.instant()));
    }

    /// Takes in what the provider tells.
    public void tell(AccountId account, ProviderFact fact) {
        Instant now = time.instant();
        database.accounts.decide(
                account,
                Touching.fact(fact),
                TEST,
                a -> TakingIn.fact(a, fact, new Circumstances(now, Settings.defaults())));
    }

    /// Lets somebody have a running subscription to pro.
    ///
    /// @param number of the account, for the provider's id
    /// @return its id
    public String subscribe(AccountId account, String number) {
        Instant now = time.instant();
        OrderId order = new OrderId("ord_" + number);
        Catalog catalog = database.catalogs.current(account.project());
        Plan pro = catalog.plan("pro").orElseThrow();
        Terms terms = Terms.of(catalog, pro, pro.prices().getFirst());
        SubscriptionState state = new SubscriptionState(
                SubscriptionStatus.ACTIVE,
                now.plus(Duration.ofDays(31)),
                false,
                null,
                null,
                null,
                terms.price().providerPriceId(),
                1,
                "si_" + number,
                null);
        database.accounts.decide(
                account,
                Touching.order(order),
                TEST,
                a -> Buying.open(
                        a, Samples.opening(order.value(), terms), new Circumstances(now, Settings.defaults())));
        payments.hasSubscription("sub_p" + number, order, state);
        tell(account, new ProviderFact.SubscriptionSeen("sub_p" + number, order, state, Observed.event(now), false));
        tell(account, Samples.invoicePaid(order.value(), "sub_p" + number, "in_" + number, now));
        return "sub_" + number;
    }
}
