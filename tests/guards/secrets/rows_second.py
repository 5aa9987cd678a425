"""The second table: written apart from the first, in other styles, before the guard was tuned further. Made up too.

A secret stands between ⟦ and ⟧. Figures on this table are held out, but both tables are of one making.
"""

# ruff: noqa: E501 - a row is a line

from __future__ import annotations

from typing import Final

POSITIVE: Final = r"""
Hi team, for the demo box please use demo-user with password ⟦Xy7-Kappa-31⟧ until Friday.
fyi the sandbox login is qa_lead and the password's ⟦blue42Fox⟧
She told me her password is ⟦Gr33nApple!⟧ so I logged in for her
it keeps saying invalid but I'm sure the password is ⟦T!ger2019⟧
i think the pw was ⟦monkey88⟧ or something
Password for the router: ⟦n3tgear_77⟧
The Wi-Fi code for guests? Password: ⟦CoffeeTime⟧
Guest WiFi\nSSID: Cafe\nPassword: ⟦espresso2go⟧
Your one-time password is ⟦482913⟧
Your verification PIN: ⟦5520⟧
Zoom passcode: ⟦318845⟧
Meeting ID: 812 3344 Passcode: ⟦kJ83hd⟧
the safe's pin code is ⟦7730⟧, don't tell
my card PIN is ⟦2580⟧
try admin/⟦admin123⟧ as login
account: demo@example.org / ⟦Demo#2024⟧
Login: j.doe | Password: ⟦Qwert!567⟧
user = svc_backup, password = ⟦Bkp$ervice9⟧
u: ada p: ⟦hunter99⟧ pass: ⟦hunter99⟧
access via ftp, user web1, pass ⟦ftp_88_up⟧
I accidentally pasted my password: ⟦Fluffy*Cat9⟧ into the chat
Please set the root password to "⟦Zebra!Stripes⟧"
set the passphrase to '⟦violet umbrella sings loud⟧'
The decryption passphrase is "⟦seven hungry otters⟧".
unlock the zip with ⟦z1pMeUp⟧ as password
⟦Kn0ckKn0ck⟧ is the password for the shared drive
the secret is ⟦9Jx2vB7qLm4TzR8wKc5N⟧
here is our license key: ⟦8F2K-QP7X-M3ZT-V9RD⟧
access token = ⟦kD83hsLq02MzPw7RtYv5⟧
Here's the auth token: ⟦kD83hsLq02MzPw7RtYv5⟧
bearer token is ⟦kD83hsLq02MzPw7RtYv5⟧
mein Passwort lautet: ⟦Hund&Katz3⟧
Benutzer: ada, Passwort: ⟦Hund&Katz3⟧
Zugangsdaten: ada / ⟦Hund&Katz3⟧
Das WLAN-Passwort ist ⟦Gartenzwerg7⟧
Identifiant : ada, mot de passe : ⟦Pa1nAuCh0c⟧
Le mdp du wifi c'est ⟦croissant22⟧
Usuario: ada Contraseña: ⟦Tort1lla⟧
La clave del wifi es ⟦casa2023⟧
usuário ada, senha ⟦C4f3zinho⟧
A senha do servidor é ⟦Pao_de_Queijo1⟧
utente: ada, password: ⟦P4stasciutta⟧
La password del server è ⟦V3suvio!⟧
gebruiker: ada, wachtwoord: ⟦St00mboot⟧
Mijn wachtwoord is ⟦Tulp2025⟧
MYSQL_ROOT_PASSWORD: ⟦rootroot1⟧
      MYSQL_PASSWORD: ⟦wordpress⟧
environment:\n  - POSTGRES_PASSWORD=⟦examplepw⟧
    - RABBITMQ_DEFAULT_PASS=⟦bunnyhop⟧
docker run -e MYSQL_ROOT_PASSWORD=⟦my-secret-pw9⟧ -d mysql:8
kubectl create secret generic db --from-literal=password=⟦S!B*d$zDsb⟧
helm install x --set auth.password=⟦h3lmPass⟧
ansible_password: ⟦4ns1ble⟧
ansible_become_pass=⟦4ns1ble⟧
ansible_ssh_pass="⟦4ns1ble⟧"
stringData:\n  password: ⟦t0p-Secret⟧
  adminPassword: '⟦Arm-T3mplate⟧'
"administratorLoginPassword": {"value": "⟦Arm-T3mplate⟧"}
resource "aws_db_instance" "x" {\n  username = "app"\n  password = "⟦rdsPassw0rd⟧"\n}
provider "x" { api_token = "⟦kD83hsLq02MzPw7RtYv5⟧" }
TF_VAR_db_password=⟦tfvarpass⟧
DATABASE_URL=postgres://app:⟦zq81kk⟧@localhost:5432/app
CELERY_BROKER_URL: "redis://:⟦c3leryPw⟧@redis:6379/1"
mongodb://root:⟦m0ngoR00t⟧@mongo1:27017,mongo2:27017/admin?replicaSet=rs0
ftp://anonymous1:⟦f7pUser⟧@ftp.example.org/pub
git clone https://ada:⟦g1tPassw0rd⟧@git.example.org/x.git
Endpoint=sb://x.servicebus.example.net/;SharedAccessKeyName=Root;SharedAccessKey=⟦aB3dE6gH9jK2aB3dE6gH9jK2aB3dE6gH9jK2aB3dE6g=⟧
jdbc:mysql://db:3306/x?user=root&password=⟦jdbcMy5ql12345⟧
jdbc:sqlserver://db;databaseName=x;user=sa;password=⟦M5sqlPw⟧;
Provider=SQLOLEDB;Data Source=x;User ID=sa;Password='⟦0leDbPw⟧';
ConnectionStrings__Default=Host=db;Username=app;Password=⟦npgsqlPw⟧
org.apache.kafka.common.security.scram.ScramLoginModule required username="u" password="⟦scramPw⟧";
ssl.keystore.password=⟦keyst0re⟧
ssl.truststore.password=⟦changeit9⟧
javax.net.ssl.keyStorePassword=⟦keyst0re⟧
-Djavax.net.ssl.trustStorePassword=⟦tru5tstore⟧
keytool -importkeystore -srcstorepass ⟦st0repass⟧ -deststorepass x
openssl enc -aes-256-cbc -k ⟦encPassw0rd⟧ -in f
openssl pkcs12 -export -passout pass:⟦p12Export⟧ -out x.p12
zip -P ⟦z1pPass⟧ out.zip file
7z a -p⟦7zPassw0rd⟧ out.7z dir
unzip -P ⟦z1pPass⟧ out.zip
gpg --batch --passphrase ⟦gpgPhr4se⟧ -c file
ssh-keygen -t rsa -N '⟦keyPhr4se⟧' -f id
pscp -pw ⟦puttyPw1⟧ f root@h:
plink -ssh root@h -pw ⟦puttyPw1⟧ ls
rsync --password-file=/dev/stdin <<< ⟦rsyncPw9⟧ password=⟦rsyncPw9⟧
mysqladmin -u root -p⟦oldPw1⟧ password '⟦newPw22⟧'
psql postgresql://ada:⟦psqlPw1⟧@db/x
PGPASSWORD='⟦pgPw11⟧' psql -U app
mongo admin -u root -p ⟦m0ngoPw⟧
influx -username admin -password ⟦1nfluxPw⟧
cqlsh -u cassandra -p ⟦c4ssandra⟧ host
az login -u ada@example.org -p ⟦AzurePw!1⟧
az login --service-principal -u app --password ⟦kD8~hsLq02MzPw7RtYv5⟧ --tenant t
aws configure set aws_secret_access_key ⟦wJalrXUtnFEMIK7MDENGbPxRfiCYzq9R8T2v5w1X⟧
heroku config:set SECRET_TOKEN=⟦kD83hsLq02MzPw7RtYv5⟧
http -a ada:⟦httpiePw⟧ example.org
curl -H "X-API-KEY: ⟦kD83hsLq02MzPw7RtYv5⟧" https://x
curl -d 'username=ada&password=⟦f0rmPost⟧' https://x/login
curl -X POST -d '{"user":"ada","password":"⟦js0nPost⟧"}' https://x/login
POST /login HTTP/1.1\n\nusername=ada&password=⟦f0rmPost⟧&remember=1
wget --user=ada --password='⟦wg3tPw⟧' https://x
Invoke-Command -Credential (New-Object PSCredential("ada", (ConvertTo-SecureString "⟦P0wersh3ll⟧" -AsPlainText -Force))) -Password "⟦P0wersh3ll⟧"
New-LocalUser -Name bob -Password ⟦W1nUser!⟧
net use Z: \\srv\share ⟦Sh4rePw!⟧ /user:ada
runas password: ⟦Run4sMe⟧
echo ⟦sudoPw12⟧ | sudo -S ls
echo "⟦d0ckerPw⟧" | docker login -u ada --password-stdin
Authorization: Basic ⟦cm9vdDpzM2NyM3Q=⟧
authorization=Bearer%20⟦kD83hsLq02MzPw7RtYv5⟧
"headers": [["authorization", "Bearer ⟦kD83hsLq02MzPw7RtYv5⟧"]]
req.Header.Set("Authorization", "Bearer ⟦kD83hsLq02MzPw7RtYv5⟧")
Authorization: Token token="⟦kD83hsLq02MzPw7RtYv5⟧"
Authorization: ApiKey ⟦VnVhQ2ZHY0JDZGJrU2J3eQ==⟧
api-key: ⟦kD83hsLq02MzPw7RtYv5⟧
Ocp-Apim-Subscription-Key: ⟦0a1b2c3d4e5f60718293a4b5c6d7e8f9⟧
"x-functions-key": "⟦kD83hsLq02MzPw7RtYv5⟧"
document.cookie = "auth_token=⟦kD83hsLq02MzPw7RtYv5⟧; path=/"
Cookie: PHPSESSID=⟦el4ukv0kqbvoirg7nkp4dncpk3⟧; lang=en
cookies={"session": "⟦kD83hsLq02MzPw7RtYv5.Zx9⟧"}
<Password>⟦Xm1Pass!⟧</Password>
<ns2:Password Type="PasswordText">⟦wsse-pw1⟧</ns2:Password>
<smtp-password>⟦ma1lPw⟧</smtp-password>
<secret>⟦kD83hsLq02MzPw7RtYv5⟧</secret>
<entry key="jdbc.password">⟦jdbcPw1⟧</entry>
<connectionStrings><add connectionString="Server=x;Password=⟦adoNet1⟧;"/></connectionStrings>
<server><id>r</id><username>ada</username><password>⟦mavenPw⟧</password></server>
<setting name="ApiKey" value="⟦kD83hsLq02MzPw7RtYv5⟧" />
<li>Password: <code>⟦htmlPw12⟧</code></li>
<td>Password</td><td>⟦tablePw9⟧</td>
{"login":{"username":"ada","pass":"⟦n0depass⟧"}}
{"body": "{\"pwd\":\"⟦n3stedPw⟧\"}"}
{"arguments":"{\"username\":\"ada\",\"password\":\"⟦t00lcall⟧\"}"}
{"credentials": {"secret": "⟦kD83hsLq02MzPw7RtYv5⟧"}}
{"apiKey":"⟦kD83hsLq02MzPw7RtYv5⟧"}
{"refresh_token" : "⟦kD83hsLq02MzPw7RtYv5⟧"}
password: '⟦it''s complicated1⟧'
password: >-\n  ⟦foldedYaml9⟧
passwords:\n  admin_password: ⟦adm1nistr4⟧
smtp:\n  auth:\n    user: a@example.org\n    pass: ⟦mailGun77⟧
auth: { user: 'ada', pass: '⟦n0demailer⟧' }
login(user="ada", password="⟦imapPw1⟧")
smtp.login("ada@example.org", "⟦appPassw0rd⟧")
conn = psycopg2.connect(dbname="x", user="u", password="⟦psycoPw⟧")
pymysql.connect(host='db', user='root', passwd='⟦pymyPw⟧')
new SqlConnection("Server=x;User=sa;Password=⟦c5harpPw⟧")
DriverManager.getConnection(url, "root", "⟦jdbcR00t⟧")
user.password = "⟦model-pw⟧"
User.create!(email: "a@example.org", password: "⟦rails-pw⟧")
user.set_password("⟦djangoPw⟧")
await page.fill('#password', '⟦playwr1ght⟧')
cy.get('[name=password]').type('⟦cypr3ss⟧')
driver.find_element(By.NAME, "password").send_keys("⟦seleniumPw⟧")
HttpBasicAuth('ada', '⟦basicPw1⟧')
const token = "⟦kD83hsLq02MzPw7RtYv5⟧";
let apiKey: string = "⟦kD83hsLq02MzPw7RtYv5⟧";
private static final String SECRET = "⟦kD83hsLq02MzPw7RtYv5⟧";
API_SECRET ||= "⟦kD83hsLq02MzPw7RtYv5⟧"
app.secret_key = b'⟦_5#y2L"F4Q8z\n\xec]/⟧'
jwt.sign(payload, '⟦jwt-s3cr3t-Key-91⟧', secret='⟦jwt-s3cr3t-Key-91⟧')
private_key_passphrase = "⟦open sesame 9⟧"
wpa_passphrase=⟦homeNetw0rk⟧
psk="⟦homeNetw0rk⟧"
snmp-server community ⟦c0mmunity9⟧ RO password ⟦c0mmunity9⟧
set admin password = ⟦f0rtigate⟧
ppp chap password 0 ⟦ch4pPw⟧
username ada privilege 15 secret 0 ⟦c1scoSecret⟧
"""

NEGATIVE: Final = r"""
I can't remember what my password is.
Is my password safe with you?
She said the password was changed on Monday.
Your password will expire in 14 days.
Your password has been reset 3 times in 2024.
the new password must differ from the last 5 passwords
password strength: weak
Password strength: 3/5
password expiry is 90 days
password rotation every 30d
The password you entered is incorrect (error 401).
Error 1045: Access denied for user 'root'@'localhost' (using password: YES)
FATAL: password authentication failed for user "postgres"
error: password: cannot be blank
password: cannot be empty
Password is too short (minimum is 8 characters)
password should include [A-Z], [a-z] and 0-9
password_min_length: 12
PASSWORD_MAX_AGE=90
password_reset_url=https://example.org/reset
"passwordLabel": "Password"
"password_hint": "mother's maiden name"
"forgotPassword": "Forgot your password?"
"password": "required|min:8|confirmed"
"password": "Please enter at least 8 characters"
password: Yup.string().min(8).required()
password: z.string().min(8),
password: { type: String, required: true },
password: bcrypt.hash(password, 10),
password = hashlib.sha256(pw.encode()).hexdigest()
password = User.objects.make_random_password()
password = secrets.token_urlsafe(16)
password = "".join(random.choices(chars, k=12))
password=password,
password = kwargs.get("password")
password = data["password"]
password = credentials.password
password: args.password
password: this.state.password
password := os.Getenv("DB_PASSWORD")
password = var.db_password
password = random_password.db.result
password: ${{ secrets.DB_PASSWORD }}
password: ((db-password))
password: %(DB_PASSWORD)s
password: %DB_PASSWORD%
password = <%= ENV["DB_PASSWORD"] %>
password = @password
WHERE password = ?
WHERE password = :password
WHERE password = $1
password VARCHAR(255) NOT NULL
password varchar(64),
`password` char(60)
password text not null
String password;
private String password;
@Column(name = "password", length = 60)
@NotBlank String password
TextField(obscureText: true, label: 'Password')
<PasswordInput label="Password" name="password" />
<label for="password">Password</label>
<th>Password</th><th>Created</th>
placeholder="Enter password"
input[type=password] { width: 100% }
document.getElementById("password").value
$('#password').val()
showPassword ? "text" : "password"
autocomplete="current-password"
type: password
format: password
- password
* Password: the password of the account
password (string): The user's password.
:param password: password of the user
@param password The password to check
password -- the password (default: None)
--password PASSWORD   password of the database
--password=PASSWORD
-p, --password string   password for the registry
Usage: login -u USER -p PASS
mysql -u [username] -p[password] [database]
curl -u username:password https://example.org
curl -u user:pass https://example.org
https://username:password@host:port/path
postgres://user:pass@localhost/db
redis://localhost:6379/0
jdbc:mysql://localhost:3306/app?useSSL=false
Server=myServer;Database=myDb;User Id=myUsername;Password=myPassword;
Password=;
Pwd={0};
IDENTIFIED BY 'password';
echo "Enter your password" | tee log
echo $PASSWORD | sudo -S ls
tar -cpf out.tar dir
ps -p 1234
nc -p 4444 host
python -m http.server -p 8000
pip install passlib==1.7.4
from passlib.hash import bcrypt
import secrets
secrets.choice(range(100))
kubectl get secret db-credentials -n prod2
secretKeyRef: {name: db-secret-v2, key: password}
valueFrom: secretKeyRef
imagePullSecrets: regcred2024
The Secret Garden was published in 1911.
Victoria's Secret reported $6.2 billion
secret: true
a trade secret is protected under 18 U.S.C. 1836
keep it secret: version 2 ships in May
token ring networks ran at 16 Mbit/s
as a token of my appreciation, 25% off
ERC-20 token: USDT
the token contract is 0xdAC17F958D2ee523a2206206994597C13D831ec7
Token usage: 1,234 input, 567 output
"total_tokens": 1801
tokens per second: 87.3
token = tokenizer.decode(ids[0])
token: Token = lexer.next()
Token(type=NUMBER, value=42)
csrf_token: kD83hsLq02MzPw7RtYv5
cancellationToken: CancellationToken.None
pad_token="<|endoftext|>"
auth: none
auth_type = oauth2
Authorization code flow with PKCE (RFC 7636)
WWW-Authenticate: Basic realm="Admin 2024 area"
Basic understanding of 12th-grade math
bearer bonds 2024-2030 series
Bearer authentication (also called token authentication)
Authorization: AWS4-HMAC-SHA256 Credential=<access-key>/20240101/us-east-1/s3/aws4_request
Set-Cookie: theme=light; Max-Age=31536000
We use cookies: 3 essential and 12 for analytics.
session_timeout=3600
session: 2024-spring-semester
signature: Ada Lovelace, 12 May 2024
public key: 04a1b2c3
The key findings: 1) costs fell 12% 2) sales rose
key=lambda kv: kv[1]
Keyboard: Keychron K8 Pro
keys: a1, b2, c3
"key": "user_profile_settings_v2"
API keys can be rotated every 90 days
The API key is missing or invalid (code 403).
x-api-key header is required
api_key=<API_KEY>
apiKey: "YOUR-API-KEY-HERE"
apikey = settings.API_KEY
access_key: ACCESS_KEY_ID
idempotency-key: 550e8400-e29b-41d4-a716-446655440000
cache_key = "views.decorators.cache.header.2024"
foreign_key: "customers.customer_id_2"
license: Apache-2.0
License key: see the e-mail of 12 March 2024
checksum: 9e107d9d372bb6826bd81d3542a419d6
integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"
docker pull nginx@sha256:2bdc49f2f8ae8d8dc50ed00f2ee56d00385c6f8bc8a8b320d0a294d9e3b49026
uuid: 123e4567-e89b-12d3-a456-426614174000
Pass/fail: 3 of 12 passed
I will pass on that, thanks
He completed 21 of 30 passes for 245 yards
pass@1 was 67.2 on HumanEval
pass a list to the function: foo([1, 2, 3])
hall pass for room 12B
ski pass is 54 euros
Bus pass: $45 per month
pin it to the top, then pin 2 more
pin-up posters of 1943
PIN diode BAR64-03W
Pin 5: ground
safety pin: size 3
Bitte geben Sie Ihr Passwort ein.
Passwort vergessen?
Passwort: mindestens 8 Zeichen
Mot de passe oublié ?
Votre mot de passe doit contenir 8 caractères
Su contraseña ha caducado hace 3 días
contraseña: obligatoria
la clave del éxito es trabajar 10 horas
Esqueceu sua senha?
La password deve contenere 8 caratteri
Wachtwoord vergeten?
username and password: both required
"""
