#!/bin/sh
# systemd_boot.sh FOLDER: boots systemd on a copy of this machine's files, installs the suite and its units there, and starts them
# against a private database and opt-paper. Run it as root in namespaces of its own: test/systemd.sh does. The copy is an overlay
# in memory; FOLDER/tap gets the results.
set -eu
folder=$1
BUILD=${BUILD:-build}
root=$folder/root

mkdir -p "$root" "$folder/layer"
mount -t tmpfs tmpfs "$folder/layer"
mkdir "$folder/layer/upper" "$folder/layer/work"
mount -t overlay overlay -o "lowerdir=/,upperdir=$folder/layer/upper,workdir=$folder/layer/work" "$root"
mount -t proc proc "$root/proc"
for name in run tmp dev; do
	mount -t tmpfs tmpfs "$root/$name"
done
mount -t sysfs -o ro sysfs "$root/sys"
mount -t cgroup2 cgroup2 "$root/sys/fs/cgroup"
mkdir "$root/dev/shm" "$root/dev/pts" "$root/srv/opt" "$root/srv/results"
mount -t tmpfs tmpfs "$root/dev/shm"
mount -t devpts -o ptmxmode=666,newinstance devpts "$root/dev/pts"
ln -s pts/ptmx "$root/dev/ptmx"
for name in null zero full random urandom tty; do
	touch "$root/dev/$name"
	mount --bind "/dev/$name" "$root/dev/$name"
done
touch "$root/dev/console"
mount --bind "$(tty)" "$root/dev/console"
mount --bind . "$root/srv/opt"
mount --bind "$folder" "$root/srv/results"
ip link set lo up

# The services of this machine do not start in the copy; the units of the suite and of the test do.
rm -rf "$root"/etc/systemd/system/* "$root"/lib/systemd/system/*.wants "$root/etc/opt" "$root/var/lib/opt" "$root/var/log/opt"
echo 0123456789abcdef0123456789abcdef >"$root/etc/machine-id"
make -s BUILD="$BUILD" DESTDIR="$root" PREFIX=/usr install install-systemd >/dev/null
chroot "$root" useradd --system --create-home --home-dir /var/lib/opt --shell /usr/sbin/nologin opt
cat >"$root/etc/systemd/system/test.target" <<END
[Unit]
Wants=systemd-journald.service test.service
END
cat >"$root/etc/systemd/system/test.service" <<END
[Service]
Type=oneshot
WorkingDirectory=/srv/opt
Environment=BUILD=$BUILD
ExecStart=/bin/sh test/systemd_steps.sh
StandardOutput=file:/srv/results/tap
StandardError=file:/srv/results/error
ExecStopPost=/bin/systemctl --force --force poweroff
END
# A process whose root is a chroot may not make a user namespace, which PrivateUsers= needs.
mkdir "$root/srv/old"
cd "$root"
pivot_root . srv/old
umount -l /srv/old
# Credentials are mounted by a process of its own mount namespace, from where they must propagate.
mount --make-rshared /
exec env -i container=opt PATH=/usr/sbin:/usr/bin:/sbin:/bin \
	/lib/systemd/systemd --system --unit=test.target --log-target=journal --show-status=no
