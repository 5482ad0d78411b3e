/// What the bank of whoever paid says against a payment: disputes, inquiries and warnings, mirrored.
@NullMarked
package io.tollgate.disputes;

import org.jspecify.annotations.NullMarked;
