/// A user's account at a glance over HTTP.
@NullMarked
package io.tollgate.accounts.http;

import org.jspecify.annotations.NullMarked;
