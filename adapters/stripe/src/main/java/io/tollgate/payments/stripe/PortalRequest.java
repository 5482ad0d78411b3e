package io.tollgate.payments.stripe;

/// `POST /v1/billing_portal/sessions`
record PortalRequest(String customer, String returnUrl) {
    Form form() {
        return new Form().with("customer", customer).with("return_url", returnUrl);
    }
}
