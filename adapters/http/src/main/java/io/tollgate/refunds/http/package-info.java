/// Refunds over HTTP.
@NullMarked
package io.tollgate.refunds.http;

import org.jspecify.annotations.NullMarked;
