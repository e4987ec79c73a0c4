/**
 * Runs on what Apache Commons VFS reaches: {@code ram:} and {@code sftp:}.
 *
 * <p>{@link io.runpaths.vfs.VfsProvider} is all that others see, and {@code VfsScheme} is the table
 * of schemes: a further one ({@code ftp:}, {@code zip:}, {@code tar:}) is a row there and a {@code
 * Mounts.Opener} that mounts its VFS file system. Nothing of VFS or of SSH is loaded before a store
 * of such a scheme is opened.
 *
 * <p><b>How a call travels.</b> {@code VfsBackend} speaks of keys. It borrows a {@code Mount}, one
 * opened VFS file system, from {@code Mounts}, has {@code Places} find the path of the key, and
 * works through {@code Tree}, which turns each step into one call of VFS with a deadline. {@code
 * Publication} writes, {@code VfsListing} lists, {@code VfsFailures} says what went wrong.
 *
 * <p><b>One thread a mount.</b> VFS keeps what it knows of a file in the file object, and takes the
 * lock of the whole file system for most calls. So no file object is kept longer than a call, VFS'
 * cache of them is off, and every mount is used by one thread at a time: for {@code sftp:} a mount
 * is a connection, and concurrent calls and open streams have one each.
 *
 * <p><b>A weak store.</b> Neither VFS nor SFTP can create a file exclusively and whole, or compare
 * before they replace. So neither exclusive creation nor compare-and-set is promised, and the layer
 * above refuses to claim runs here. Objects are written under a temporary name beside the target
 * ({@code .runpaths-tmp-…}, which no listing shows) and then renamed. Their version is size and
 * time of modification; writers here never give a replacement the time of what it replaces.
 */
@NullMarked
package io.runpaths.vfs;

import org.jspecify.annotations.NullMarked;
