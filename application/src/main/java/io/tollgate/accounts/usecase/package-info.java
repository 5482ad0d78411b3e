/// What an account has at the provider (its customer), and what happens to it by time.
@NullMarked
package io.tollgate.accounts.usecase;

import org.jspecify.annotations.NullMarked;
