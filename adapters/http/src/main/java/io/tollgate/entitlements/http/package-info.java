/// Entitlements and the check over HTTP.
@NullMarked
package io.tollgate.entitlements.http;

import org.jspecify.annotations.NullMarked;
