package io.tollgate.http;

import io.tollgate.http.Allow.Who;
import io.tollgate.tenancy.Scope;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// Every operation of the API, with who may call it, written down a second time: the tests hold the document to it.
enum Operations {
    listPlans("GET", "/api/v1/plans?project=acme", Scope.PLANS_READ, Who.PUBLIC, Who.USER, Who.APP),
    getPlan("GET", "/api/v1/plans/pro?project=acme", Scope.PLANS_READ, Who.PUBLIC, Who.USER, Who.APP),
    getCatalogSchema("GET", "/api/v1/schemas/catalog", null, Who.PUBLIC),
    getCatalog("GET", "/api/v1/admin/catalog", null, Who.ADMIN),
    putCatalog("PUT", "/api/v1/admin/catalog?dryRun=true", null, Who.ADMIN),
    syncCatalog("POST", "/api/v1/admin/catalog/sync?dryRun=true", null, Who.ADMIN),
    startCheckout("POST", "/api/v1/checkout/session", Scope.CHECKOUT_WRITE, Who.USER, Who.APP),
    startPayment("POST", "/api/v1/payments/intent", Scope.PAYMENTS_WRITE, Who.USER, Who.APP),
    startSubscription("POST", "/api/v1/subscriptions", Scope.SUBSCRIPTIONS_WRITE, Who.USER, Who.APP),
    startSetup("POST", "/api/v1/setup-intents", Scope.PAYMENTS_WRITE, Who.USER, Who.APP),
    getPayment("GET", "/api/v1/payments/pay_pi_none", Scope.ORDERS_READ, Who.USER, Who.APP),
    getOrder("GET", "/api/v1/orders/{order}", Scope.ORDERS_READ, Who.USER, Who.APP),
    listOrders("GET", "/api/v1/orders", Scope.ORDERS_READ, Who.USER, Who.APP),
    cancelOrder("POST", "/api/v1/orders/{order}/cancel", Scope.CHECKOUT_WRITE, Who.USER, Who.APP),
    endOrder("PATCH", "/api/v1/orders/{order}", null, Who.ADMIN),
    refund("POST", "/api/v1/refunds", Scope.REFUNDS_WRITE, Who.ADMIN, Who.APP),
    openPortal("POST", "/api/v1/portal/session", Scope.PORTAL_WRITE, Who.USER, Who.APP),
    getPortalEligibility("GET", "/api/v1/portal/eligibility?userId={user}", Scope.PORTAL_WRITE, Who.USER, Who.APP),
    listInvoices("GET", "/api/v1/invoices", Scope.ORDERS_READ, Who.USER, Who.APP),
    getSubscription("GET", "/api/v1/subscriptions/sub_none", Scope.SUBSCRIPTIONS_READ, Who.USER, Who.APP),
    listSubscriptions("GET", "/api/v1/subscriptions", Scope.SUBSCRIPTIONS_READ, Who.USER, Who.APP),
    cancelSubscription("POST", "/api/v1/subscriptions/sub_none/cancel", Scope.SUBSCRIPTIONS_WRITE, Who.USER, Who.APP),
    resumeSubscription("POST", "/api/v1/subscriptions/sub_none/resume", Scope.SUBSCRIPTIONS_WRITE, Who.USER, Who.APP),
    changeSubscription("POST", "/api/v1/subscriptions/sub_none/change", Scope.SUBSCRIPTIONS_WRITE, Who.USER, Who.APP),
    previewSubscriptionChange(
            "GET",
            "/api/v1/subscriptions/sub_none/change-preview?plan=pro",
            Scope.SUBSCRIPTIONS_READ,
            Who.USER,
            Who.APP),
    getUser("GET", "/api/v1/users/{user}", Scope.SUBSCRIPTIONS_READ, Who.USER, Who.APP, Who.ADMIN),
    changeUser("PATCH", "/api/v1/users/{user}", Scope.SUBSCRIPTIONS_WRITE, Who.USER, Who.APP),
    linkTestClock("PUT", "/api/v1/admin/users/{user}/provider-customer", null, Who.ADMIN),
    getEntitlements("GET", "/api/v1/entitlements?userId={user}", Scope.ENTITLEMENTS_READ, Who.USER, Who.APP),
    checkEntitlement(
            "GET",
            "/api/v1/entitlements/check?userId={user}&feature=reports",
            Scope.ENTITLEMENTS_READ,
            Who.USER,
            Who.APP),
    getWebhookEndpoint("GET", "/api/v1/admin/provider/webhook-endpoint", null, Who.ADMIN),
    registerWebhookEndpoint("POST", "/api/v1/admin/provider/webhook-endpoint", null, Who.ADMIN),
    receiveWebhook("POST", "/api/v1/webhooks/stripe", null, Who.PROVIDER),
    receiveAccountWebhook("POST", "/api/v1/webhooks/stripe/token", null, Who.PROVIDER),
    createProject("POST", "/api/v1/admin/projects", null, Who.OPERATOR),
    listProjects("GET", "/api/v1/admin/projects", null, Who.OPERATOR, Who.ADMIN),
    getSettings("GET", "/api/v1/admin/projects/acme/settings", null, Who.OPERATOR, Who.ADMIN),
    putSettings("PUT", "/api/v1/admin/projects/acme/settings", null, Who.OPERATOR, Who.ADMIN),
    createApp("POST", "/api/v1/admin/projects/acme/apps", null, Who.OPERATOR, Who.ADMIN),
    listApps("GET", "/api/v1/admin/projects/acme/apps", null, Who.OPERATOR, Who.ADMIN),
    createKey("POST", "/api/v1/admin/apps/app_acme/keys", null, Who.OPERATOR, Who.ADMIN),
    listKeys("GET", "/api/v1/admin/apps/app_acme/keys", null, Who.OPERATOR, Who.ADMIN),
    rotateKey("POST", "/api/v1/admin/apps/app_acme/keys/{key}/rotate", null, Who.OPERATOR, Who.ADMIN),
    revokeKey("DELETE", "/api/v1/admin/apps/app_acme/keys/{key}", null, Who.OPERATOR, Who.ADMIN);

    final String method;
    final Scope scope;
    final Set<Who> who;
    private final String path;

    Operations(String method, String path, Scope scope, Who... who) {
        this.method = method;
        this.path = path;
        this.scope = scope;
        this.who = EnumSet.copyOf(List.of(who));
    }

    boolean isOpen() {
        return who.contains(Who.PUBLIC) || who.contains(Who.PROVIDER);
    }

    boolean hasBody() {
        return method.equals("POST") || method.equals("PUT") || method.equals("PATCH");
    }

    String path(String user, String order) {
        return path.replace("{user}", user).replace("{order}", order).replace("{key}", "key_none");
    }

    /// The path names something that belongs to one user.
    boolean isOfUser() {
        return path.contains("{user}") || path.contains("{order}");
    }

    /// The path names something that belongs to one project.
    boolean isOfProject() {
        return path.contains("acme") || path.contains("{order}");
    }

    /// The path without its values, as the document has it.
    String template() {
        return path.replaceAll("\\?.*", "")
                .replace("{user}", "{userId}")
                .replace("{order}", "{id}")
                .replace("{key}", "{keyId}")
                .replace("plans/pro", "plans/{code}")
                .replace("payments/pay_pi_none", "payments/{id}")
                .replace("subscriptions/sub_none", "subscriptions/{id}")
                .replace("stripe/token", "stripe/{token}")
                .replace("projects/acme", "projects/{id}")
                .replace("apps/app_acme", "apps/{appId}");
    }
}
