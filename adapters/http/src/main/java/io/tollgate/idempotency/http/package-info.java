/// The rules of the header Idempotency-Key.
@NullMarked
package io.tollgate.idempotency.http;

import org.jspecify.annotations.NullMarked;
