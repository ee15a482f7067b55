# Sourced by start and test: brings a bare Debian or Ubuntu with Node to the point where our programs run.
# Every step is skipped when its result is there already.

export ONNXRUNTIME_NODE_INSTALL=skip # its install script would fetch CUDA libraries; the CPU library is in the package

case "${WATCHPOST_LANG:-${LC_ALL:-${LC_MESSAGES:-${LANG:-en}}}}" in
  vi* | VI*) speaks_vietnamese=1 ;;
  *) speaks_vietnamese= ;;
esac

# say VIETNAMESE ENGLISH: one sentence, in the language of whoever sits there.
say() { if [ -n "$speaks_vietnamese" ]; then printf '%s\n' "$1"; else printf '%s\n' "$2"; fi; }

stop() {
  say "$@" >&2
  exit 1
}

need_node() {
  local version
  version=$(node --version 2>/dev/null) || stop \
    "Chưa có Node.js. Hãy cài Node.js 20.19 trở lên (https://nodejs.org) rồi chạy lại." \
    "Node.js is missing. Install Node.js 20.19 or newer (https://nodejs.org), then run this again."
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' || stop \
    "Node.js $version quá cũ. Hãy cài Node.js 20.19 trở lên rồi chạy lại." \
    "Node.js $version is too old. Install Node.js 20.19 or newer, then run this again."
}

# need_debian PACKAGE...: installs what is missing with apt when it may, else prints the command that would.
need_debian() {
  local missing=() package as_root=()
  for package in "$@"; do
    dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  local command="apt-get install -y --no-install-recommends ${missing[*]}"
  if [ "$(id -u)" -ne 0 ]; then
    sudo -n true 2>/dev/null || stop \
      "Thiếu gói hệ thống. Hãy chạy: sudo $command" \
      "System packages are missing. Run: sudo $command"
    as_root=(sudo -n)
  fi
  command -v apt-get >/dev/null || stop \
    "Thiếu: ${missing[*]}. Hãy cài bằng trình quản lý gói của máy này rồi chạy lại." \
    "Missing: ${missing[*]}. Install them with this machine's package manager, then run this again."
  say "Đang cài gói hệ thống: ${missing[*]}" "Installing system packages: ${missing[*]}"
  logged apt "${as_root[@]}" sh -c "apt-get update && DEBIAN_FRONTEND=noninteractive $command" || stop \
    "Không cài được gói hệ thống. Hãy chạy: sudo $command" \
    "System packages could not be installed. Run: sudo $command"
}

# need_ffmpeg: any ffmpeg will do, also one that did not come from apt.
need_ffmpeg() { command -v ffmpeg >/dev/null || need_debian ffmpeg; }

need_packages() {
  local wanted
  wanted="$(node --version) $(cksum <package-lock.json)"
  [ "$(cat node_modules/.watchpost 2>/dev/null)" = "$wanted" ] && return
  say "Đang cài gói npm (lần đầu mất một đến bốn phút)" "Installing npm packages (one to four minutes the first time)"
  logged npm npm ci --no-fund --no-audit || stop \
    "npm ci không thành công. Hãy kiểm tra kết nối tới kho gói npm rồi chạy lại." \
    "npm ci failed. Check the connection to the npm registry, then run this again."
  printf '%s' "$wanted" >node_modules/.watchpost
}

need_build() {
  local sources=(wire runtime agent collector models scripts package-lock.json tsconfig.json tsconfig.build.json)
  # Weights that were downloaded since, and so the folder that they lie in, are nothing to build.
  if [ -e dist/.built ] &&
    [ -z "$(find "${sources[@]}" ! -path models ! -name '*.onnx*' -newer dist/.built -print -quit)" ]; then return; fi
  say "Đang biên dịch" "Building"
  logged build npm run --silent build || stop "Biên dịch không thành công." "The build failed."
  touch dist/.built
}

# logged NAME COMMAND...: runs quietly; when it fails, shows the end of what it printed.
logged() {
  local name=$1 log
  shift
  log=$(mktemp "${TMPDIR:-/tmp}/watchpost-$name.XXXXXX")
  if "$@" >"$log" 2>&1; then
    rm -f "$log"
  else
    tail -n 30 "$log" >&2
    say "Toàn bộ nhật ký: $log" "The whole log: $log" >&2
    return 1
  fi
}
