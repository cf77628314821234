#!/usr/bin/env bash
# Makes every image of docker-compose.yml on this machine, and the certificates and passwords that go with them.
# It installs nothing; what is missing is named.
set -euo pipefail

usage() {
  cat <<'END'
infra/docker/images.sh [--check] [--only <part>]... [--rebuild] [--save <file>]

Builds, without a container registry and without network inside a container:

  base      proximidad/node        Debian by debootstrap, with the Node that the project carries
  kafka     proximidad/java        Debian by debootstrap, with a Java runtime
            proximidad/kafka       Apache Kafka from the jars that infra/kafka/pom.xml names
  apps      proximidad/<process>   by infra/docker/Dockerfile: store, identity, vault, operations, gateway, each of services/ that has an entry
  secrets   certificates, passwords and keys, in $PROXIMIDAD_SECRETS; existing ones are kept

What already exists is not built again. Afterwards use docker-compose, as docs/deployment.md says.

  --check           says what is missing on this machine and builds nothing
  --only <part>     base, kafka, apps or secrets; several may be given
  --rebuild         rebuilds the base images, with today's Debian updates
  --save <file>     writes all images into one archive, for a machine that only needs `docker load -i <file>`
  --help            this text

Settings (environment): PROXIMIDAD_VERSION (that of package.json), PROXIMIDAD_SECRETS (.data/secrets),
PROXIMIDAD_CACHE (.data/cache), DEBIAN_MIRROR (debootstrap's own), DEBIAN_SUITE (bookworm). npm and Maven use
their settings on this machine.
Needs root (debootstrap, and the owner of the secrets), Linux, and a running Docker Engine.
END
}

root=$(cd "$(dirname "$0")/../.." && pwd)
cd "$root"
here=infra/docker
suite=${DEBIAN_SUITE:-bookworm}
cache=${PROXIMIDAD_CACHE:-.data/cache}
PARTS=(base kafka apps secrets)
JAVA=17
OWNER=10001

say() { printf '%s\n' "$*" >&2; }
fail() {
  say "$*"
  exit 1
}
field() { node -p "JSON.parse(require('fs').readFileSync('$1', 'utf8'))$2"; }

# ---- what this machine must have -------------------------------------------------------------------------------

missing() {
  local lacking=()
  need() { command -v "$1" >/dev/null 2>&1 || lacking+=("$2"); }
  need docker docker.io
  need debootstrap debootstrap
  need iptables iptables
  need openssl openssl
  wants kafka && [ ! -d "$(jars)" ] && need mvn maven
  docker-compose version >/dev/null 2>&1 || docker compose version >/dev/null 2>&1 || lacking+=(docker-compose)
  [ ${#lacking[@]} -eq 0 ] || say "Missing: ${lacking[*]}. On Debian: apt-get install ${lacking[*]}"
  command -v npm >/dev/null 2>&1 || { say 'Missing: Node 18 or newer with npm.' && lacking+=(node); }
  [ -x node_modules/.bin/node ] || { say 'Missing: the project itself is not installed. Run: npm ci' && lacking+=(npm-ci); }
  if ! docker version >/dev/null 2>&1; then
    say 'No Docker Engine answers. Start it (systemctl start docker, or dockerd & as root), or set DOCKER_HOST.'
    lacking+=(engine)
  fi
  [ "$(id -u)" -eq 0 ] || { say 'This is not root: debootstrap and the owner of the secrets need it.' && lacking+=(root); }
  [ ${#lacking[@]} -gt 0 ]
}

wants() {
  local part
  for part in "${parts[@]}"; do [ "$part" = "$1" ] && return 0; done
  return 1
}
has() { docker image inspect "$1" >/dev/null 2>&1; }

# ---- base images -----------------------------------------------------------------------------------------------

# debian <image> <packages> <build step>: the smallest Debian, without files that only people read.
debian() {
  local image=$1 packages=$2 step=$3 folder
  if [ -z "$rebuild" ] && has "$image"; then
    say "$image is there."
    return
  fi
  say "Making $image (debootstrap $suite; about a minute) …"
  folder=$scratch/debian
  debootstrap --variant=minbase ${packages:+--include="$packages"} "$suite" "$folder" ${DEBIAN_MIRROR:+"$DEBIAN_MIRROR"} \
    >"$folder.log" 2>&1 || fail "debootstrap failed: $(tail -n 3 "$folder.log")"
  "$step" "$folder"
  chroot "$folder" /usr/sbin/useradd --uid "$OWNER" --user-group --no-create-home --shell /usr/sbin/nologin proximidad
  rm -rf "$folder"/var/cache/apt/* "$folder"/var/lib/apt/lists/* "$folder"/var/log/* "$folder"/usr/share/doc/* \
    "$folder"/usr/share/man/* "$folder"/usr/share/info/* "$folder"/usr/share/locale/*
  find "$folder" -xdev -perm /6000 -type f -exec chmod a-s {} +
  tar -C "$folder" -c . | docker import --change 'ENV PATH=/usr/local/bin:/usr/bin:/bin LANG=C.UTF-8' - "$image" >/dev/null
  rm -rf "$folder"
}

with_node() { install -m 0755 "$(readlink -f node_modules/.bin/node)" "$1/usr/local/bin/node"; }
with_java() { [ -x "$1/usr/bin/java" ] || fail "openjdk-$JAVA-jre-headless brought no java"; }

make_base() { debian "proximidad/node:$node_version" '' with_node; }

# ---- Kafka -----------------------------------------------------------------------------------------------------

kafka_version() { sed -n '/<artifactId>kafka_2.13</{n;s/.*<version>\(.*\)<.*/\1/p}' infra/kafka/pom.xml; }
jars() { printf '%s/kafka-%s' "$cache" "$(kafka_version)"; }

make_kafka() {
  local version folder image incoming context list
  version=$(kafka_version)
  folder=$(jars)
  image=proximidad/kafka:$version
  if [ ! -d "$folder" ]; then
    say "Fetching Apache Kafka $version with Maven …"
    mkdir -p "$cache"
    incoming=$scratch/incoming
    mkdir "$incoming"
    cp infra/kafka/pom.xml "$incoming"
    (cd "$incoming" && mvn -q -B dependency:copy-dependencies -DincludeScope=runtime -DoutputDirectory="$PWD/lib") ||
      fail 'Maven could not fetch it; the lines above say why.'
    mv "$incoming/lib" "$folder"
  fi
  # Exactly the jars of the list, each unchanged.
  list=$PWD/infra/kafka/jars.sha256
  (cd "$folder" && sha256sum --quiet --strict -c "$list" && [ "$(ls | wc -l)" = "$(wc -l < "$list")" ]) ||
    fail "$folder is not what infra/kafka/jars.sha256 lists: remove it to have it fetched anew."
  debian "proximidad/java:$JAVA" "openjdk-$JAVA-jre-headless" with_java
  context=$scratch/kafka
  mkdir "$context"
  cp -r "$folder" "$context/lib"
  cp infra/kafka/log4j2.xml "$here/kafka/start.sh" "$here/kafka/Dockerfile" "$context"
  build "$image" "$context" --build-arg "BASE=proximidad/java:$JAVA"
}

# ---- the processes ---------------------------------------------------------------------------------------------

# The classic builder: every engine has it, and it needs no plug-in and no registry.
# Everybody may read what is in an image: its process is not the user who made it.
build() {
  local image=$1 context=$2 log
  shift 2
  chmod -R a+rX "$context"
  log=$(DOCKER_BUILDKIT=0 docker build -q -t "$image" "$@" "$context" 2>&1) || fail "$image could not be made: $log"
  say "$image $(docker image inspect -f '{{.Size}}' "$image" | awk '{ printf "%d MB", $1 / 1e6 }')"
}

# context <name> <folder of a process>...: what npm installs for these processes in production, and their sources.
context() {
  local name=$1 folder=$cache/images/$1 stamp link process
  shift
  stamp=$(cat "$here/src/production-modules.ts" package-lock.json package.json {libs,services,infra}/*/package.json gateway/package.json | sha256sum)
  if [ "$(cat "$folder/stamp" 2>/dev/null)" != "$stamp $*" ]; then
    say "Installing the production dependencies of $name …"
    rm -rf "$folder"
    mkdir -p "$folder"
    tar -c --exclude=node_modules package.json package-lock.json .npmrc {libs,services,infra}/*/package.json \
      gateway/package.json e2e/package.json | tar -xC "$folder"
    (cd "$folder" && npm ci --omit=dev --ignore-scripts --loglevel=error --no-progress "${@/#/--workspace=}" >&2) ||
      fail "npm could not install the dependencies of $name; the lines above say why."
    node_modules/.bin/node "$here/src/prune.ts" "$folder" "$@"
    # Types and source maps are never loaded.
    find "$folder/node_modules" -type f \( -name '*.map' -o -name '*.ts' -o -name '*.cts' -o -name '*.mts' \) -delete
    mkdir "$folder/context"
    mv "$folder/node_modules" "$folder/context"
    printf '%s %s' "$stamp" "$*" >"$folder/stamp"
  fi
  rm -rf "$folder/context/shared" "$folder/context/processes"
  mkdir "$folder/context/shared" "$folder/context/processes"
  cp package.json "$folder/context/shared"
  for link in "$folder"/context/node_modules/@proximidad/*; do
    [ -L "$link" ] || continue
    process=$(readlink "$link")
    process=${process#../../}
    case " $* " in
      *" $process "*) sources "$process" "$folder/context/processes" ;;
      *) sources "$process" "$folder/context/shared" ;;
    esac
  done
  cp "$here/healthy.mjs" "$folder/context"
}

# Only what runs: no specs, benchmarks or test material, and of the console only its build.
sources() {
  tar -c --exclude=node_modules --exclude='gateway/console/src' --exclude='*.spec.ts' --exclude='*.bench.ts' --exclude='*/testing' "$1" | tar -xC "$2"
  local own=$folder/$1/node_modules
  [ ! -d "$own" ] || cp -r "$own" "$2/$1"
}

app() {
  build "proximidad/$1:$version" "$cache/images/$2/context" \
    --file "$here/Dockerfile" --build-arg "BASE=proximidad/node:$node_version" --build-arg "PROCESS=$3"
}

make_apps() {
  local folder folders=()
  context store libs/embedded-eventstore
  app store store libs/embedded-eventstore
  context identity infra/identity
  app identity identity infra/identity
  context vault libs/vault
  app vault vault libs/vault
  context operations infra/operations
  app operations operations infra/operations
  # The browser's part is built here: the gateway's image holds the console as it is served.
  node_modules/.bin/node infra/run.mjs infra/console/src/main.ts --build || fail 'The console could not be built; the lines above say why.'
  context gateway gateway
  app gateway gateway gateway
  # A service that another process hosts has no entry of its own, and no image.
  for folder in services/*/src/main.ts; do folders+=("${folder%/src/main.ts}"); done
  context services "${folders[@]}"
  for folder in "${folders[@]}"; do app "${folder#services/}" services "$folder"; done
}

make_secrets() { node_modules/.bin/node "$here/src/secrets.ts"; }

# ---- all of it -------------------------------------------------------------------------------------------------

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
parts=()
rebuild=''
check=''
archive=''
while [ $# -gt 0 ]; do
  case $1 in
    --help) usage && exit 0 ;;
    --check) check=yes ;;
    --rebuild) rebuild=yes ;;
    --only)
      [[ " ${PARTS[*]} " == *" ${2:-} "* ]] || fail "--only takes one of: ${PARTS[*]}"
      parts+=("$2") && shift
      ;;
    --save)
      archive=${2:?--save takes a file}
      shift
      ;;
    *) fail "There is no option $1. See $here/images.sh --help" ;;
  esac
  shift
done
[ ${#parts[@]} -gt 0 ] || parts=("${PARTS[@]}")

if missing; then exit 1; fi
[ -z "$check" ] || { say 'Nothing is missing.' && exit 0; }
version=${PROXIMIDAD_VERSION:-$(field package.json .version)}
node_version=$(node_modules/.bin/node -p process.versions.node)
for part in "${PARTS[@]}"; do ! wants "$part" || "make_$part"; done
if [ -n "$archive" ]; then
  say "Writing $archive …"
  docker save -o "$archive" $(docker image ls --format '{{.Repository}}:{{.Tag}}' 'proximidad/*' | grep -E ":($version|$(kafka_version))\$")
fi
say 'Done.'
