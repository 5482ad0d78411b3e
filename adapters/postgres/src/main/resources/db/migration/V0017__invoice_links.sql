-- The sandbox's pages are not on https; of Stripe's, its adapter takes no others.

alter table invoices
    drop constraint invoices_hosted_url_check,
    add constraint invoices_hosted_url_check check (hosted_url ~ '^https?://');
