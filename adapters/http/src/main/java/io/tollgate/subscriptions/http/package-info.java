/// Subscriptions over HTTP.
@NullMarked
package io.tollgate.subscriptions.http;

import org.jspecify.annotations.NullMarked;
